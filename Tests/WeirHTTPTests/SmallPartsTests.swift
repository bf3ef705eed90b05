import Testing
import WeirCore
import WeirModel

@testable import WeirHTTP

@Suite struct HTTPDateTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"), (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
        (1_709_251_199, "Thu, 29 Feb 2024 23:59:59 GMT"), (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
        (253_402_300_799, "Fri, 31 Dec 9999 23:59:59 GMT"), (Int64.max, "Fri, 31 Dec 9999 23:59:59 GMT"),
        (Int64.min, "Sat, 01 Jan 0000 00:00:00 GMT"),
    ]) func formats(seconds: Int64, expected: String) {
        #expect(String(decoding: HTTPDate.bytes(secondsSince1970: seconds), as: UTF8.self) == expected)
    }
}

@Suite struct KnownFieldNameTests {
    /// The names as the enumeration's cases spell them, which leave hyphens out.
    @Test func everyKnownFieldIsFoundInAnyCase() {
        var found: Set<KnownField> = []
        for name in names {
            for text in [name, name.uppercased(), name.prefix(1).uppercased() + name.dropFirst()] {
                let known = KnownField(name: Array(text.utf8).span, 0, text.utf8.count)
                #expect("\(known)".lowercased() == name.replacing("-", with: ""))
                found.insert(known)
            }
        }
        #expect(found.union([.other]).count == KnownField.allCases.count)
    }

    @Test func nearMissesAreOther() {
        for name in names {
            var bytes = Array(name.utf8)
            for index in bytes.indices {
                let original = bytes[index]
                bytes[index] = UInt8(ascii: "~")
                #expect(KnownField(name: bytes.span, 0, bytes.count) == .other)
                bytes[index] = original
            }
            #expect(KnownField(name: (bytes + [0x78]).span, 0, bytes.count + 1) == .other)
        }
    }

    private let names = [
        "accept", "authorization", "cache-control", "connection", "content-length", "content-type", "cookie", "date",
        "expect", "expires", "forwarded", "host", "http2-settings", "keep-alive", "location", "max-forwards",
        "proxy-authenticate", "proxy-authorization", "proxy-connection", "server", "set-cookie", "te", "trailer",
        "transfer-encoding", "upgrade", "user-agent", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-port",
        "x-forwarded-proto", "x-load-balancer", "x-real-ip", "x-request-id",
    ]
}

@Suite struct ByteSetTests {
    @Test func setsHoldWhatTheirNamesSay() {
        let letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
        let visible = String(decoding: UInt8(0x21)...0x7e, as: UTF8.self)
        check(ByteSet.token, letters + "!#$%&'*+-.^_`|~")
        check(ByteSet.unreserved, letters + "-._~")
        check(ByteSet.target, visible.filter { $0 != "#" })
    }

    private func check(_ set: ByteSet, _ members: String) {
        let expected = Set(members.utf8)
        for byte in UInt8.min...UInt8.max { #expect(set.contains(byte) == expected.contains(byte), "\(byte)") }
    }
}

@Suite struct RequestIDTests {
    @Test(arguments: [
        (["abc-123"], "abc-123"), ([], nil), ([""], nil), (["a,b"], nil), (["a b"], nil), (["a", "a"], nil),
        ([String(repeating: "x", count: 128)], String(repeating: "x", count: 128)),
        ([String(repeating: "x", count: 129)], nil), (["\u{e4}"], nil),
    ]) func takesOnlyPlainIDs(values: [String], expected: String?) {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n" + values.map { "X-Request-Id: \($0)\r\n" }.joined() + "\r\n"
        let block = decodeRequest(text).head.block
        #expect(RequestID.received(in: block).map(block.string) == expected)
    }
}
