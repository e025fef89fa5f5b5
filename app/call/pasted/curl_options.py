"""curl's options as far as they are needed to read a command: which take a value.

From curl's manual (curl.se/docs/manpage.html); an option that is not here is named in a note.
"""

DATA = frozenset({"data", "data-ascii", "data-raw", "data-binary", "data-urlencode", "json"})
FORM = frozenset({"form", "form-string"})

_QUIET = """
    compressed fail fail-early fail-with-body globoff http0.9 http1.0 http1.1 http2 http3
    http2-prior-knowledge http3-only ipv4 ipv6 show-headers include location max-time
    no-buffer no-keepalive no-progress-meter output output-dir parallel path-as-is post301
    post302 post303 progress-bar remote-name retry retry-delay retry-max-time retry-connrefused
    retry-all-errors show-error silent ssl-no-revoke tcp-nodelay trace trace-ascii trace-time
    verbose write-out connect-timeout create-dirs limit-rate max-redirs styled-output stderr
    dump-header keepalive-time location-trusted speed-limit speed-time tlsv1.0 tlsv1.1 tlsv1.2
    tlsv1.3 disable remote-time
    """
# Nothing of the request is lost without them.
QUIET = frozenset(_QUIET.split())

SHORT = {
    "#": "progress-bar", "0": "http1.0", "1": "tlsv1", "2": "sslv2", "3": "sslv3", "4": "ipv4",
    "6": "ipv6", "A": "user-agent", "B": "use-ascii", "C": "continue-at", "D": "dump-header",
    "E": "cert", "F": "form", "G": "get", "H": "header", "I": "head", "J": "remote-header-name",
    "K": "config", "L": "location", "M": "manual", "N": "no-buffer", "O": "remote-name",
    "P": "ftp-port", "Q": "quote", "R": "remote-time", "S": "show-error", "T": "upload-file",
    "U": "proxy-user", "V": "version", "X": "request", "Y": "speed-limit", "Z": "parallel",
    "a": "append", "b": "cookie", "c": "cookie-jar", "d": "data", "e": "referer", "f": "fail",
    "g": "globoff", "i": "include", "j": "junk-session-cookies", "k": "insecure",
    "l": "list-only", "m": "max-time", "n": "netrc", "o": "output", "p": "proxytunnel",
    "q": "disable", "r": "range", "s": "silent", "t": "telnet-option", "u": "user",
    "v": "verbose", "w": "write-out", "x": "proxy", "y": "speed-time", "z": "time-cond",
    ":": "next",
}  # fmt: skip

_WITH_VALUE = """
    abstract-unix-socket alt-svc aws-sigv4 cacert capath cert cert-type ciphers config
    connect-timeout connect-to continue-at cookie cookie-jar create-file-mode crlfile curves
    delegation dns-interface dns-ipv4-addr dns-ipv6-addr dns-servers doh-url dump-header ech
    egd-file engine etag-compare etag-save expect100-timeout ftp-account
    ftp-alternative-to-user ftp-method ftp-port ftp-ssl-ccc-mode happy-eyeballs-timeout-ms
    haproxy-clientip header hostpubmd5 hostpubsha256 hsts interface ip-tos ipfs-gateway
    keepalive-cnt keepalive-time key key-type knownhosts krb libcurl limit-rate local-port
    login-options mail-auth mail-from mail-rcpt max-filesize max-redirs max-time netrc-file
    noproxy oauth2-bearer output output-dir parallel-max parallel-max-host pass pinnedpubkey
    preproxy proto proto-default proto-redir proxy proxy-cacert proxy-capath proxy-cert
    proxy-cert-type proxy-ciphers proxy-crlfile proxy-header proxy-key proxy-key-type
    proxy-pass proxy-pinnedpubkey proxy-service-name proxy-tls13-ciphers proxy-tlsauthtype
    proxy-tlspassword proxy-tlsuser proxy-user proxy1.0 pubkey quote random-file range rate
    referer request request-target resolve retry retry-delay retry-max-time sasl-authzid
    service-name sigalgs socks4 socks4a socks5 socks5-gssapi-service socks5-hostname
    speed-limit speed-time stderr telnet-option tftp-blksize time-cond tls-max tls13-ciphers
    tlsauthtype tlspassword tlsuser trace trace-ascii trace-config unix-socket upload-file
    upload-flags url url-query user user-agent variable vlan-priority write-out
    """
WITH_VALUE = DATA | FORM | frozenset(_WITH_VALUE.split())
