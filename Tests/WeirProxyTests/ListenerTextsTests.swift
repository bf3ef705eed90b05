import NIOCore
import Testing
import WeirModel

@testable import WeirProxy

@Suite struct ListenerTextsTests {
    @Test func eachAddressHasItsOwnTexts() throws {
        let texts = ListenerTexts()
        for _ in 0..<2 {
            let first = texts.of(try SocketAddress(ipAddress: "192.0.2.1", port: 8443))
            #expect(first.port == Array("8443".utf8) && first.authority == Array("192.0.2.1:8443".utf8))
            let second = texts.of(try SocketAddress(ipAddress: "2001:db8::1", port: 443))
            #expect(second.port == Array("443".utf8) && second.authority == Array("[2001:db8::1]:443".utf8))
            let unknown = texts.of(nil)
            #expect(unknown.port.isEmpty && unknown.authority.isEmpty)
        }
    }

    @Test(arguments: ["192.0.2.255", "0.0.0.0", "2001:db8::ff00:1", "::1", "::ffff:198.51.100.7"])
    func theAddressOfASocketIsReadFromItsBytes(text: String) throws {
        let address = try SocketAddress(ipAddress: text, port: 1)
        #expect(address.ip == IPAddress(text))
    }

    @Test func aUnixSocketHasNoAddress() throws {
        #expect(try SocketAddress(unixDomainSocketPath: "/run/weir").ip == nil)
    }
}
