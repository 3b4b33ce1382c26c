/** What resolvers say about a name that they cannot resolve: glibc and musl, Go, the JVM, Node, .NET, Python, curl and the drivers above them. */
const unresolved =
  /UnknownHost|getaddrinfo|ENOTFOUND|EAI_AGAIN|no such host|name or service not known|name does not resolve|nodename nor servname|name resolution|(?:could not|couldn't|cannot|can't|failed to|unable to) (?:resolve|translate|look ?up)|unknown (?:mysql server )?host|NXDOMAIN|SERVFAIL|dns (?:lookup|resolution|error)|\blookup \S+(?: on \S+)?: .*(?:timeout|no such|server misbehaving)/i;

export function saysUnresolved(text: string): boolean {
  return unresolved.test(text);
}
