import Testing
import WeirCore
import WeirHTTP
import WeirModel

@Suite struct ClientAddressTests {
    private let trusted = ["10.0.0.0/8", "2001:db8:1::/48"].compactMap(Network.init)

    private func resolve(_ peer: String, _ values: [String]) throws -> String {
        let text = "GET / HTTP/1.1\r\nHost: a\r\n" + values.map { "X-Forwarded-For: \($0)\r\n" }.joined() + "\r\n"
        let peer = try #require(IPAddress(peer))
        return ClientAddress.resolve(peer: peer, trusted: trusted, fields: decodeRequest(text).head.block).description
    }

    @Test(arguments: [
        ("192.0.2.1", ["1.1.1.1"], "192.0.2.1"), ("10.0.0.1", [], "10.0.0.1"), ("10.0.0.1", ["1.1.1.1"], "1.1.1.1"),
        ("10.0.0.1", ["6.6.6.6, 1.1.1.1"], "1.1.1.1"), ("10.0.0.1", ["6.6.6.6, 1.1.1.1, 10.0.0.2"], "1.1.1.1"),
        ("10.0.0.1", ["6.6.6.6", "1.1.1.1", "10.0.0.2"], "1.1.1.1"), ("10.0.0.1", ["10.0.0.3,10.0.0.2"], "10.0.0.3"),
        ("10.0.0.1", ["1.1.1.1, unknown"], "10.0.0.1"), ("10.0.0.1", ["1.1.1.1, _x, 10.0.0.2"], "10.0.0.2"),
        ("10.0.0.1", ["", " , "], "10.0.0.1"), ("10.0.0.1", ["1.1.1.1:4711"], "1.1.1.1"),
        ("10.0.0.1", ["[2001:db8::1]:4711"], "2001:db8::1"), ("10.0.0.1", ["[2001:db8::1]"], "2001:db8::1"),
        ("10.0.0.1", ["2001:db8::1"], "2001:db8::1"), ("2001:db8:1::5", ["::ffff:1.1.1.1"], "1.1.1.1"),
        ("10.0.0.1", ["1.1.1.1,,10.0.0.2,"], "1.1.1.1"), ("10.0.0.1", ["[::1"], "10.0.0.1"),
        ("::ffff:10.0.0.1", ["1.1.1.1"], "1.1.1.1"),
    ]) func rightmostUntrusted(peer: String, values: [String], expected: String) throws {
        #expect(try resolve(peer, values) == expected)
    }

    @Test func nobodyIsTrustedByDefault() throws {
        let peer = try #require(IPAddress("10.0.0.1"))
        let fields = decodeRequest(head("GET / HTTP/1.1", "Host: a", "X-Forwarded-For: 1.1.1.1")).head.block
        #expect(ClientAddress.resolve(peer: peer, trusted: [], fields: fields) == peer)
    }
}
