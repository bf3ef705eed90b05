/// Requests of all kinds, good ones and such that must be refused as `badRequest`.
enum RequestCorpus {
    static let good: [String] = [
        head("GET / HTTP/1.1", "Host: a"),
        head("GET / HTTP/1.0"),
        head("GET / HTTP/1.0", "Host: a", "Connection: keep-alive"),
        head("OPTIONS * HTTP/1.1", "Host: a"),
        head("GET http://b.example/x HTTP/1.1", "Host: a"),
        head("POST /form HTTP/1.1", "Host: a", "Content-Length: 12", "Content-Type: text/plain"),
        head("POST /form HTTP/1.1", "Host: a", "Transfer-Encoding: chunked", "Trailer: X-Sum", "TE: trailers"),
        head("GET /chat HTTP/1.1", "Host: a", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: x"),
        head("GET / HTTP/1.1", "Host: a", "Cookie: a=1; SERVERID=x; b=2", "Cookie: c=3"),
        head("GET / HTTP/1.1", "Host: a", "X-Obs: \u{e4}\u{f6}", "!#$%&'*+-.^_`|~: tchars"),
        head("GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.2.3.4", "X_Real_IP: 9.9.9.9", "Via: 1.0 x"),
        head("GET / HTTP/1.1", "Host: a", "Connection: X-Drop, close", "X-Drop: 1", "X-Keep: 2"),
        head("PUT / HTTP/1.1", "Host: a", "Expect: 100-continue", "Content-Length: 1"),
        head("DELETE /x%20y;p=1?q=%ff HTTP/1.1", "Host: [::1]:80", "Content-Length: 0"),
        "\r\n" + head("GET / HTTP/1.1", "Host: a"),
    ]

    static let bad: [String] =
        requestLines + lineEnds + fieldNames + fieldValues + targets + hosts + lengths + codings + smuggling

    /// Each with a good `Host`.
    private static func withHost(_ requestLine: String) -> String { head(requestLine, "Host: a") }

    /// Each after a good request line and `Host`.
    private static func withField(_ field: String) -> String { head("POST / HTTP/1.1", "Host: a", field) }

    private static let requestLines: [String] = [
        "GET /", "GET", "GET ", " GET / HTTP/1.1", "GET  / HTTP/1.1", "GET /  HTTP/1.1", "GET / HTTP/1.1 ",
        "GET\t/ HTTP/1.1", "GET /\tHTTP/1.1", "GET / HTTP/1.1\t", "GET / HTTP/1", "GET / HTTP/1.", "GET / HTTP/.1",
        "GET / HTTP/11", "GET / HTTP/1.10", "GET / HTTP/01.1", "GET / http/1.1", "GET / Http/1.1", "GET / HTTP 1.1",
        "GET / HTTP/1,1", "GET / HTTP/1.x", "GET / HTTP/x.1", "GET / HTTPS/1.1", "GET / HTTP/-1.1", "GET / /1.1",
        "GET / HTTP/1.1 HTTP/1.1", "GET /a b HTTP/1.1", "G(T / HTTP/1.1", "G:T / HTTP/1.1", "GET, / HTTP/1.1",
        "\"GET\" / HTTP/1.1", "G\u{e4}T / HTTP/1.1", "/ GET HTTP/1.1", "HTTP/1.1 200 OK", "GET\u{7f} / HTTP/1.1",
        "{} / HTTP/1.1", "GE@T / HTTP/1.1", "[GET] / HTTP/1.1", "GET HTTP/1.1", ": / HTTP/1.1",
    ].map(withHost)

    private static let lineEnds: [String] = [
        "GET / HTTP/1.1\nHost: a\n\n", "GET / HTTP/1.1\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n\n", "GET / HTTP/1.1\rHost: a\r\r", "GET / HTTP/1.1\r\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\rX: y\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\rX: y\r\n\r\n", "\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "\rGET / HTTP/1.1\r\nHost: a\r\n\r\n", "\r\n\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: y\n\r\n", "GET / HTTP/1.1\n\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\n Host: a\r\n\r\n", "GET / HTTP/1.1\r\n\tHost: a\r\n\r\n",
        " \r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\u{b}\r\nHost: a\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\n \r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\u{0}\r\n\r\n",
    ]

    private static let fieldNames: [String] = [
        "X : y", "X\t: y", " X: y", "\tX: y", ": y", " : y", "X", "X y", "X y: z", "X(y): z", "X@y: z", "X\u{e4}: z",
        "X/y: z", "X;y: z", "X=y: z", "X,y: z", "\"X\": z", "X\u{0}: z", "X\u{1}: z", "X\u{7f}: z", "{X}: z", "X\\y: z",
        "<X>: z", "X?: z", "[X]: z", "folded: a\r\n b", "folded: a\r\n\tb", "folded:\r\n a", "Content-Length : 3",
        "Transfer-Encoding : chunked", "\u{feff}X: y",
    ].map(withField)

    private static let fieldValues: [String] = [
        "X: a\u{0}b", "X: a\u{1}b", "X: a\u{8}b", "X: a\u{b}b", "X: a\u{c}b", "X: a\u{1b}b", "X: a\u{1f}b",
        "X: a\u{7f}b",
        "X: \u{0}", "X: a\rb", "X: a\nb", "X: a\r", "X: a\n", "X:\u{0}y", "X: abcdefgh\u{0}", "X: abcdefg\u{7f}h",
    ].map(withField)

    private static let targets: [String] = [
        "GET a HTTP/1.1", "GET a/b HTTP/1.1", "GET ?q HTTP/1.1", "GET * HTTP/1.1", "OPTIONS ** HTTP/1.1",
        "OPTIONS *?q HTTP/1.1", "OPTIONS */ HTTP/1.1", "GET /a#b HTTP/1.1", "GET /?a#b HTTP/1.1", "GET # HTTP/1.1",
        "GET /\u{e4} HTTP/1.1", "GET /\u{0} HTTP/1.1", "GET /\u{7f} HTTP/1.1", "GET /a%2 HTTP/1.1", "GET /% HTTP/1.1",
        "GET /%zz HTTP/1.1", "GET /%0g HTTP/1.1", "GET /a%00b HTTP/1.1", "GET /%2%65 HTTP/1.1", "GET /%%41 HTTP/1.1",
        "GET http:// HTTP/1.1", "GET http:/// HTTP/1.1", "GET http:a HTTP/1.1", "GET http:/a HTTP/1.1",
        "GET http://?q HTTP/1.1", "GET ftp://a/ HTTP/1.1", "GET httpx://a/ HTTP/1.1", "GET http://u@a/ HTTP/1.1",
        "GET http://u:p@a/ HTTP/1.1", "GET http://a:b/ HTTP/1.1", "GET http://a:65536/ HTTP/1.1",
        "GET http://[::1/ HTTP/1.1", "GET http://a\\b/ HTTP/1.1", "GET http://a/%zz HTTP/1.1", "GET a:80 HTTP/1.1",
        "CONNECT / HTTP/1.1", "CONNECT a HTTP/1.1", "CONNECT a: HTTP/1.1", "CONNECT http://a:80/ HTTP/1.1",
        "CONNECT a:80/x HTTP/1.1", "CONNECT u@a:80 HTTP/1.1", "GET file:///etc/passwd HTTP/1.1",
        "GET javascript:x HTTP/1.1", "GET \\\\a\\b HTTP/1.1",
    ].map(withHost)

    private static let hosts: [String] =
        [
            "a b", "a,b", "a;b", "a/b", "a\\b", "a?b", "a#b", "u@a", "u:p@a", "a:b", "a:80:80", "a:-1", "a:+1",
            "a:65536", "a:000080", "a: 80", ":80", ":", "", "[::1", "::1", "[::1]x", "[::1]:x", "[]", "[:]",
            "[1.2.3.4]",
            "[::1%25eth0]", "[v1.x]", "[::g]", "[1:2:3]", "a%", "a%2", "a%zz", "a%00", "http://a", "\u{e4}", "a\tb",
            "a=b", "(a)", "'a'", "\"a\"", "a<b", "a|b", "a^b", "{a}", "a`b", "a!b", "$a", "a*b", "*", "a&b", "a+b",
        ].map { head("GET / HTTP/1.1", "Host: " + $0) } + [
            head("GET / HTTP/1.1"), head("GET / HTTP/1.1", "Host: a", "Host: a"),
            head("GET / HTTP/1.1", "Host: a", "Host: b"), head("GET / HTTP/1.1", "Host: a", "hOST: b"),
            head("GET http://a/ HTTP/1.1"), head("GET http://a/ HTTP/1.1", "Host: a", "Host: a"),
            head("GET http://a/ HTTP/1.1", "Host: u@a"), head("GET / HTTP/1.0", "Host: a", "Host: b"),
            head("GET / HTTP/1.0", "Host: a b"), head("GET / HTTP/1.1", "X-Host: a"),
        ]

    private static let lengths: [String] = [
        "Content-Length:", "Content-Length: ", "Content-Length: +3", "Content-Length: -3", "Content-Length: 3 3",
        "Content-Length: 3,3", "Content-Length: 3, 3", "Content-Length: 3,4", "Content-Length: 0x3",
        "Content-Length: 3.0", "Content-Length: 3e1", "Content-Length: three", "Content-Length: \"3\"",
        "Content-Length: 3;", "Content-Length: 3\r\nContent-Length: 3", "Content-Length: 3\r\nContent-Length: 4",
        "Content-Length: 3\r\ncontent-length: 3", "Content-Length: 99999999999999999999",
        "Content-Length: 18446744073709551616", "Content-Length: 18446744073709551619",
        "Content-Length: 9223372036854775808", "Content-Length: \u{b2}", "Content-Length: 1_000",
        "Content-Length: ,3", "Content-Length: 3,",
    ].map(withField)

    private static let codings: [String] =
        [
            "Transfer-Encoding:", "Transfer-Encoding: gzip", "Transfer-Encoding: identity",
            "Transfer-Encoding: gzip, chunked", "Transfer-Encoding: chunked, gzip",
            "Transfer-Encoding: chunked, chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
            "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
            "Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", "Transfer-Encoding: xchunked",
            "Transfer-Encoding: chunkedx", "Transfer-Encoding: \"chunked\"", "Transfer-Encoding: chunked;q=1",
            "Transfer-Encoding: chunked,", "Transfer-Encoding: ,chunked", "Transfer-Encoding: chunked identity",
            "Transfer-Encoding: chun ked", "Transfer-Encoding: \u{b}chunked", "Transfer-Encoding: chunked\u{0}",
            "Transfer-Encoding: [chunked]", "Transfer-Encoding: cow", "Transfer-Encoding:\r\n chunked",
            "Transfer-Encoding: \u{7f}chunked", "Transfer-Encoding: c\u{200b}hunked",
        ].map(withField) + [
            head("POST / HTTP/1.0", "Host: a", "Transfer-Encoding: chunked"),
            head("POST / HTTP/1.0", "Host: a", "Transfer-Encoding: chunked", "Content-Length: 3"),
        ]

    /// Where a front and a back server have been seen to part ways.
    private static let smuggling: [String] = [
        "Content-Length: 6\r\nTransfer-Encoding: chunked", "Transfer-Encoding: chunked\r\nContent-Length: 6",
        "Content-Length: 0\r\nTransfer-Encoding: chunked", "Content-Length: 6\r\nTransfer-Encoding: xchunked",
        "Content-Length: 6\r\nTransfer-Encoding : chunked", "Content-Length: 6\r\n Transfer-Encoding: chunked",
        "Content-Length: 6\r\nX: y\n\nTransfer-Encoding: chunked", "X: y\rTransfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\nTransfer-encoding: cow", "Transfer-Encoding: chunked\r\nTransfer-encoding: x",
        "Content-Length: 6\r\nTransfer-Encoding:\tchunked", "Content-Length: 6\r\nTransfer-Encoding\r\n : chunked",
        "Content-Length: 6\r\nTransfer\u{0}-Encoding: chunked", "Content-Length: 6\u{0}",
        "Content-Length\u{0}: 6", "Foo: bar\r\n\rGET /admin HTTP/1.1", "Content-Length: 5\r\nContent-Length: 0",
        "Content-Length: 5\n", "Content-Length:5\rX: y", "\u{1}Transfer-Encoding: chunked",
        "Transfer-Encoding: chunked\r\n\tContent-Length: 3",
    ].map(withField)
}
