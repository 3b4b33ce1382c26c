/** What resolvers say about a name that they cannot resolve: glibc and musl, Go, the JVM, Node, .NET, Python, curl and the drivers above them. */
const unresolved =
  /UnknownHost|getaddrinfo|ENOTFOUND|EAI_AGAIN|no such host|name or service not known|name does not resolve|nodename nor servname|name resolution|(?:could not|couldn't|cannot|can't|failed to|unable to) (?:resolve|translate|look ?up)|unknown (?:mysql server )?host|NXDOMAIN|SERVFAIL|dns (?:lookup|resolution|error)|\blookup \S+(?: on \S+)?: .*(?:timeout|no such|server misbehaving)/i;

export function saysUnresolved(text: string): boolean {
  return unresolved.test(text);
}

/**
 * The resolver did not answer, or could not: whoever asks it for whatever name. A name that does not exist is another matter, that of its owner. `EAI_AGAIN`
 * is "Temporary failure in name resolution" (getaddrinfo(3)); SERVFAIL is of RFC 1035, "server misbehaving" is how Go says it.
 */
const unanswered =
  /EAI_AGAIN|temporary failure in name resolution|SERVFAIL|server misbehaving|no servers could be reached|dns[^.]{0,40}tim(?:ed out|eout)|\blookup \S+ on \S+: .*(?:timeout|timed out|refused|unreachable)/i;

export function saysResolverFails(text: string): boolean {
  return unanswered.test(text);
}
