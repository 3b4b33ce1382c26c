/**
 * What is said in one way: by people, errno names (POSIX), HTTP classes (RFC 9110), gRPC codes, exit codes and signals, reasons of Kubernetes.
 */
import { unreachable, type Condition } from './condition.ts';

export const particular: readonly Condition[] = [
  // Settings speak of trouble without having it.
  {
    name: 'value_set',
    home: 'config',
    always: true,
    words:
      /\b(?:timeouts?|limits?|level|retries|interval)(?: (?:is|was|value))? changed\b|\b(?:timeouts?|limits?|level|retries|size|interval)(?: (?:is|was|value))? (?:set|configured)\b(?!-)/,
    unless: /\b(?:must|should|cannot|could not|can't|to be)\b/,
  },
  // Memory, disk, files
  {
    name: 'out_of_memory',
    home: 'memory',
    always: true,
    words:
      /\bout of memory\b|\boom ?kill|\boom\b(?! (?:score|adj))|\benomem\b|\bheap space\b|\b(?:cannot|could not|unable to|failed to) allocate\b|\bmemory (?:limit|exhausted)|\ballocation failed\b/,
  },
  {
    name: 'memory_high',
    home: 'memory',
    always: true,
    words:
      /\b(?:memory|heap)(?: usage| pressure| use)?(?: is)?(?: at)?(?: <)? ?(?:high|above|over|near|pressure|exceeds)\b|\bmemory pressure\b|\bhigh (?:memory|heap)\b/,
  },
  {
    name: 'garbage_collection',
    home: 'memory',
    always: true,
    words: /\bgarbage collection\b|\bgc (?:pause|overhead|took|cycle)|\bstop-the-world\b/,
  },
  {
    name: 'no_space',
    home: 'disk',
    always: true,
    words:
      /\bno space left\b|\bdisk (?:is )?full\b|\benospc\b|\bedquot\b|\bdisk quota\b|\bnot enough (?:disk )?space\b|\bout of (?:disk )?space\b|\binsufficient disk\b|\bvolume (?:is )?full\b|\bfree(?: disk)? space\b|\bdisk pressure\b/,
  },
  { name: 'read_only', home: 'disk', always: true, words: /\bread-only file ?system\b|\berofs\b/ },
  { name: 'io_error', home: 'disk', always: true, words: /\b(?:i\/o|input\/output|disk) errors?\b|\beio\b/ },
  { name: 'too_many_open', home: 'file', always: true, words: /\btoo many open files\b|\bemfile\b|\benfile\b/ },
  {
    name: 'permission_denied',
    home: 'file',
    words: /\beacces\b|\beperm\b|\b(?:open|read|write|mkdir|stat|unlink|exec)\b[^:]*: permission denied\b/,
  },
  // Names and certificates
  {
    name: 'lookup_failed',
    home: 'dns',
    always: true,
    words:
      /\beai (?:again|noname)\b|\benotfound\b|\bgetaddrinfo\b|\bno such host\b|\bunknown host\b|\bname resolution (?:fail|error)|\bname or service not known\b|\bnxdomain\b|\bservfail\b|\b(?:could not|cannot|failed to|unable to) resolve (?:the )?(?:host|name|dns|domain|address|server)|\bdns lookup\b|\bhostname not found\b/,
  },
  {
    name: 'certificate_expiring',
    home: 'tls',
    always: true,
    words: /\bcert(?:ificate)?s?\b.*\b(?:expires in|will expire|expiring|about to expire)\b/,
  },
  { name: 'certificate_expired', home: 'tls', always: true, words: /\bcert(?:ificate)?s?\b.*\b(?:expired|expires|not yet valid|expiry)\b/ },
  {
    name: 'certificate_invalid',
    home: 'tls',
    always: true,
    words:
      /\bunknown authority\b|\bself[- ]signed\b|\bcertificate (?:verify|verification|validation)\b|\bcertificate\b.*\b(?:untrusted|unknown|revoked|invalid|not valid)\b|\b(?:bad|invalid|untrusted) certificate\b|\bunable to (?:verify|get)(?: local)?.*\b(?:certificate|issuer)\b/,
  },
  {
    name: 'handshake_failed',
    home: 'tls',
    always: true,
    words:
      /\bhandshake\b.*\b(?:fail\w*|error|timeout|timed out|terminated)\b|\b(?:tls|ssl)\b.*\b(?:alert|wrong version|eof)\b|\b(?:failed|bad) (?:tls |ssl )?handshake\b/,
  },
  // Who may
  {
    name: 'login_succeeded',
    home: 'auth',
    always: true,
    words:
      /\b(?:log ?in|sign ?in|authentication)(?: (?:was|is))? (?:ok|success\w*|succeeded|accepted)\b|\b(?:logged|signed) in\b|\bauthenticated (?:as|ok|successfully)\b|\bsuccessful(?:ly)? (?:log ?in|authenticat\w+)\b/,
    unless: /\b(?:while|required|who|must|if|not|no|fail\w*|before|already)\b/,
  },
  { name: 'logged_out', home: 'auth', always: true, words: /\b(?:logged|signed) out\b|\blog ?out\b/ },
  {
    name: 'failed',
    home: 'auth',
    always: true,
    words:
      /\bunauthenticated\b|\bauthentication (?:failed|failure|error)\b|\b(?:log ?in|sign ?in|auth)(?: attempt)? (?:failed|failure|rejected|denied)\b|\bfailed (?:log ?in|authentication|to authenticate)\b|\b(?:invalid|wrong|bad|incorrect) (?:user ?name or )?(?:password|credentials?|api key)\b|\bpassword (?:is |was )?(?:incorrect|mismatch|wrong|invalid)\b|\b(?:http |status )?401\b|\bunauthori[sz]ed\b/,
  },
  { name: 'token_expired', home: 'auth', always: true, words: /\b(?:token|jwt)s?\b.*\bexpired\b|\bexpired\b.*\b(?:token|jwt)\b/ },
  {
    name: 'token_invalid',
    home: 'auth',
    always: true,
    words:
      /\b(?:invalid|malformed|bad) (?:access |bearer |refresh )?(?:token|jwt)\b|\b(?:token|jwt) (?:is )?(?:invalid|malformed)\b|\b(?:token|jwt)\b.*\bsignature\b|\bsignature\b.*\b(?:token|jwt)\b/,
  },
  {
    name: 'permission_denied',
    home: 'auth',
    words:
      /\bpermission denied\b|\baccess (?:is )?denied\b|\boperation not permitted\b|\bnot (?:allowed|permitted|authori[sz]ed) to\b|\b403 forbidden\b|^forbidden\b|\binsufficient (?:permission|privilege|scope)s?\b|\b(?:http |status )403\b/,
  },
  // The other side
  {
    name: 'connection_refused',
    home: 'network',
    words:
      /\beconnrefused\b|\bconnections? (?:was |is |were )?(?:actively )?refused\b|\brefused (?:the |to )?connect(?:ion)?s?\b|\bconnect(?:ion|ing)?\b.*\brefused\b/,
  },
  {
    name: 'connection_reset',
    home: 'network',
    words:
      /\beconnreset\b|\beconnaborted\b|\bepipe\b|\bbroken pipe\b|\breset by peer\b|\bconnection (?:was |is )?(?:reset|lost|aborted|dropped|terminated|closed unexpectedly)\b|\blost connection\b|\bclosed the connection\b|\bsocket hang up\b|\bconnection closed (?:by|before)\b|\bunexpected eof\b/,
  },
  { name: 'address_in_use', home: 'network', words: /\beaddrinuse\b|\b(?:address|port)(?: <)?(?: is)? already in use\b/ },
  {
    name: 'connection_timeout',
    home: 'network',
    family: unreachable,
    words:
      /\be(?:socket)?timedout\b|\bconnect(?:ion|ing|s)?\b.*\btim(?:e|ed|ing)[ -]?out\b|\btim(?:e|ed|ing)[ -]?out\b.*\bconnect(?:ing|ion|s)?\b|\bdial tcp\b.*\btimeout\b/,
  },
  {
    name: 'connection_failed',
    home: 'network',
    family: unreachable,
    words:
      /\b(?:could not|cannot|can't|can not|couldn't|failed to|unable to|failure to|error|problem|trouble) (?:re)?(?:connect(?:ing)?|reach(?:ing)?)\b|\bconnection (?:attempt )?(?:failed|failure|errors?)\b|\bfailed connection\b|\b(?:failed to|could not|cannot|unable to) (?:establish|open|obtain|acquire) (?:an? )?(?:new )?(?:[a-z]+ )?connection\b|\b(?:host|network|server|service|peer|node|broker|endpoint|address|backend|upstream|database|cluster)\b[^.;]{0,40}\bunreachable\b|\bno (?:more )?route (?:to|for) host\b|\behostunreach\b|\benetunreach\b|\bnot reachable\b/,
  },
  // Behind the connections: a socket that is no file is one that cannot be connected to.
  { name: 'not_found', home: 'file', always: true, words: /\bno such file\b|\benoent\b/ },
  {
    name: 'no_answer',
    home: 'network',
    words: /\bno (?:answer|response|reply)\b|\b(?:did not|does not|didn't|not) (?:answer|respond)(?:ing)?\b/,
  },
  {
    name: 'rate_limited',
    home: 'http',
    always: true,
    words: /\brate[ -]?limit\w*\b|\bthrottl(?:ed|ing)\b|\btoo many requests\b|\b(?:http|status|code) 429\b/,
  },
  {
    name: 'pool_exhausted',
    home: 'network',
    words:
      /\bpool\b.*\b(?:exhausted|full|limit reached|empty)\b|\btoo many (?:connections|clients)\b|\bremaining connection slots\b|\bmax(?:imum)? connections (?:reached|exceeded)\b/,
  },
  { name: 'deadlock', home: 'database', words: /\bdeadlock(?:ed|s)?\b|\bedeadlk\b/ },
  {
    name: 'lock_timeout',
    home: 'database',
    words: /\block (?:wait )?time ?out\b|\bcould not (?:obtain|acquire) (?:the )?lock\b|\bdatabase is locked\b|\block wait\b/,
  },
  {
    name: 'duplicate_key',
    home: 'database',
    words: /\bduplicate (?:key|entry)\b|\bunique (?:key )?(?:constraint|violation)\b|\bviolates unique\b/,
  },
  {
    name: 'constraint_violated',
    home: 'database',
    words: /\b(?:foreign key|check|not-null) constraint\b|\bconstraint violation\b|\bviolates\b.*\bconstraint\b/,
  },
  {
    name: 'slow_query',
    home: 'database',
    always: true,
    words: /\bslow (?:query|sql|statement)\b|\bquery (?:took|is slow|was slow|ran for)\b/,
  },
  {
    name: 'replication_lagging',
    home: 'database',
    always: true,
    words: /\b(?:replica|replication|standby|follower)\b.*\b(?:lag\w*|behind)\b/,
  },
  {
    name: 'lagging',
    home: 'queue',
    words:
      /\b(?:consumer|offset|queue) lag\b|\b(?:consumers?|queue|topic|partition|messages?)\b.*\blag(?:ging|s)?\b|\bfalling behind\b|\bbacklog\b(?! (?:created|size))/,
  },
  // How processes end, and why pods wait
  { name: 'crash_loop', home: 'process', words: /\bcrash ?loop/ },
  {
    name: 'pull_failed',
    home: 'image',
    always: true,
    words: /\bimage ?pull ?back ?off\b|\berr ?image ?pull\b|\bfailed to pull image\b|\bmanifest unknown\b/,
  },
  {
    name: 'unschedulable',
    home: 'scheduling',
    always: true,
    words:
      /\bfailed ?scheduling\b|\bunschedulable\b|\b(?:<|\d+)\/(?:<|\d+) nodes are available\b|\bnodes? (?:are|is) available\b|\binsufficient (?:cpu|pods)\b/,
  },
  {
    name: 'probe_failed',
    home: 'process',
    always: true,
    words: /\b(?:liveness|readiness|startup|health)(?: probe| check)? (?:failed|errored|failing)\b|\bunhealthy\b/,
  },
  {
    name: 'killed',
    home: 'process',
    words:
      /\bsigkill\b|\bexit(?:ed)?(?: with)?(?: code| status)? 137\b|\bsignal 9\b|^killed$|\b(?:process|pid|container|child|worker|task|pod)\b.{0,40}\bkilled\b|\bkilled (?:process|pid|container|child|worker|task|pod|by signal)\b/,
  },
  {
    name: 'segfault',
    home: 'process',
    family: 'crashed',
    words: /\bsigsegv\b|\bseg(?:mentation )?fault\b|\bexit(?:ed)?(?: with)?(?: code| status)? 139\b|\bcore dumped\b/,
  },
  {
    name: 'terminated',
    home: 'process',
    family: 'stopped',
    words: /\bsig(?:term|int|hup)\b|\bexit(?:ed)?(?: with)?(?: code| status)? 143\b/,
  },
  { name: 'aborted', home: 'process', words: /\bsig(?:abrt|bus|fpe|ill)\b/ },
  { name: 'exited', home: 'process', words: /\bexit(?:ed)?(?: with)?(?: non-?zero)? (?:code|status)\b|\bexited with\b/ },
  {
    name: 'crashed',
    home: 'process',
    family: 'crashed',
    words:
      /\bpanic(?:ked)?\b|\bcrash(?:ed|es)\b|\b(?:uncaught|unhandled) (?:[a-z]+ )?(?:exception|error|rejection|signal|promise)|\bnull ?pointer\b|\bstack overflow\b/,
  },
  { name: 'program_error', home: 'process', words: /\b(?:type|reference|range|runtime|index|attribute|assertion) ?error\b/ },
  // HTTP classes
  {
    name: 'bad_gateway',
    home: 'http',
    always: true,
    family: 'server_error',
    words: /\bbad gateway\b|\b(?:http|status|code|returned|answered|with) 502\b/,
  },
  {
    name: 'server_error',
    home: 'http',
    always: true,
    words:
      /\b5xx\b|\binternal server error\b|\b(?:http(?:\/\d(?:\.\d)?)?"?|status(?: code)?|returned|answered|responded(?: with)?) 5(?:\d\d|xx)\b|\b(?:503|500) (?:service|internal)\b|\bservice temporarily unavailable\b/,
  },
  {
    name: 'not_found',
    home: 'http',
    always: true,
    words: /\b(?:http(?:\/\d(?:\.\d)?)?"?|status(?: code)?|returned|answered|error) 404\b|\b404 not found\b/,
  },
  {
    name: 'client_error',
    home: 'http',
    always: true,
    words: /\b4xx\b|\bbad request\b|\b(?:http(?:\/\d(?:\.\d)?)?"?|status(?: code)?|returned|answered|responded(?: with)?) 4\d\d\b/,
  },
  { name: 'redirected', home: 'http', always: true, words: /\b3xx\b|\b(?:http(?:\/\d(?:\.\d)?)?"?|status(?: code)?) 30\d\b/ },
  { name: 'succeeded', home: 'http', always: true, words: /\b2xx\b|\b(?:http(?:\/\d(?:\.\d)?)?"?|status(?: code)?) 20\d\b/ },
];
