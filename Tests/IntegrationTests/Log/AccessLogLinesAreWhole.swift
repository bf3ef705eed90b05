import Foundation
import Testing

@Suite struct AccessLogLinesAreWhole {
    private static let requests = [
        "GET /\"quoted\"?a='b'<script> HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /back\\slash%0aline%00%ff HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /\u{1b}[31mred\u{7} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET /caf\u{e9}\u{2028}\u{2029}\u{10ffff} HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: bad\"host\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: \u{1b}]0;title\u{7}\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: \"},{\"end\":\"forged\"}\r\n\r\n",
        "GET / HTTP/1.1\nHost: localhost\n\n",
        "GET /split\rline HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "\"},{\"end\":\"forged\"} / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "G\u{0}T / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET / HTTP/9.9\r\nHost: localhost\r\n\r\n",
        "GET /ok HTTP/1.1\r\nHost: localhost\r\nX-Request-Id: \"}\\n{\"\r\n\r\n",
        "GET /\(String(repeating: "%22", count: 3000)) HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "GET http://user:\"pa\"ss@localhost/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    ]

    /// Bytes that are no UTF-8 at all.
    private static let rawRequests: [[UInt8]] = [
        Array("GET /".utf8) + [0xff, 0xfe, 0x80, 0xc0] + Array(" HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
        Array("GET / HTTP/1.1\r\nHost: ".utf8) + [0xed, 0xa0, 0x80] + Array("\r\n\r\n".utf8),
        Array("PO".utf8) + [0xc3] + Array(" / HTTP/1.1\r\nHost: localhost\r\n\r\n".utf8),
        [0x16, 0x03, 0x01, 0x0a, 0x0a, 0x22, 0x0a],
    ]

    @Test(arguments: ["json", "text"])
    func whateverClientsSend(_ format: String) throws {
        let origins = try NamedOrigins("web-1")
        defer { origins.stop() }
        var layout = Layout.web(origins.servers())
        layout.logFormat = format
        let weir = try WeirProcess(layout)
        defer { weir.kill() }

        let all = Self.requests.map { Array($0.utf8) } + Self.rawRequests
        for bytes in all {
            let client = try RawClient(port: weir.http)
            try client.send(bytes)
            client.closeSending()
            _ = try? client.rest()
        }
        let log = try eventually("a line for each: \(weir.accessLog)") {
            let bytes = weir.folder.readBytes(WeirProcess.accessLogName)
            return bytes.count { $0 == 0x0a } >= all.count ? bytes : nil
        }
        #expect(log.count { $0 == 0x0a } == all.count)
        #expect(log.last == 0x0a)
        #expect(log.allSatisfy { $0 == 0x0a || $0 >= 0x20 && $0 != 0x7f })
        #expect(String(validating: log, as: UTF8.self) != nil)
        guard format == "json" else { return }
        for line in log.split(separator: 0x0a) {
            let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any]
            #expect(object?["end"] as? String != "forged")
            _ = try AccessEntry(line: String(decoding: line, as: UTF8.self))
        }
    }
}
