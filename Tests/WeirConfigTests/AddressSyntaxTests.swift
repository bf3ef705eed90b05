import Testing
import WeirModel

@testable import WeirConfig

@Suite struct AddressSyntaxTests {
    @Test(arguments: [
        ("0.0.0.0:443", "0.0.0.0:443"), ("127.0.0.1:0", "127.0.0.1:0"), ("[::]:443", "[::]:443"),
        ("[2001:DB8::1]:65535", "[2001:db8::1]:65535"), ("unix:/run/weir.sock", "unix:/run/weir.sock"),
        ("unix:weir.sock", "unix:/etc/weir/weir.sock"),
    ])
    func readsWhereToListen(text: String, description: String) throws {
        #expect(try AddressSyntax.listener(text, folder: "/etc/weir").description == description)
    }

    @Test(arguments: [
        "", ":", ":443", "*:443", "localhost:443", "example.com:443", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x",
        "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:99999999999999999999", "::1:443", "[::1]", "[::1]443", "[::1:443",
        "[127.0.0.1]:443", "[]:443", "unix:", "https://127.0.0.1:443", "127.0.0.1:443/", "127.0.0.1 :443",
    ])
    func refusesOtherPlacesToListen(text: String) {
        #expect(throws: ScalarProblem.self) { try AddressSyntax.listener(text, folder: "") }
    }

    @Test(arguments: [
        ("10.0.0.1:80", ServerAddress.ip(IPAddress(v4: 0x0a00_0001), port: 80)),
        ("[::1]:8080", .ip(IPAddress(high: 0, low: 1), port: 8080)),
        ("App-1.Internal:3000", .name("app-1.internal", port: 3000)), ("localhost:1", .name("localhost", port: 1)),
        ("1st.example:80", .name("1st.example", port: 80)), ("unix:/run/app.sock", .unix("/run/app.sock")),
    ])
    func readsWhereServersAre(text: String, address: ServerAddress) throws {
        #expect(try AddressSyntax.server(text, folder: "/etc") == address)
    }

    @Test(arguments: [
        "", "app", "app:", "app:0", "app:65536", ":80", "10.0.0:80", "10.0.0.256:80", "[::g]:80", "[app]:80",
        "app:80:80",
        "http://app:80", "app_one two:80", "unix:", "app..internal:80", "münchen:80",
    ])
    func refusesOtherServers(text: String) {
        #expect(throws: ScalarProblem.self) { try AddressSyntax.server(text, folder: "") }
    }

    @Test func boundsTheLengthOfSocketPaths() throws {
        let longest = "/" + String(repeating: "s", count: 106)
        #expect(try AddressSyntax.server("unix:" + longest, folder: "") == .unix(longest))
        #expect(throws: ScalarProblem.self) { try AddressSyntax.server("unix:" + longest + "s", folder: "") }
        let relative = String(repeating: "s", count: 100)
        #expect(throws: ScalarProblem.self) { try AddressSyntax.listener("unix:" + relative, folder: "/etc/weir") }
    }

    @Test(arguments: [
        ("10.0.0.1/8", "did you mean 10.0.0.0/8?"), ("1.2.3.4/0", "did you mean 0.0.0.0/0?"),
        ("2001:db8::1/32", "did you mean 2001:db8::/32?"), ("2001:db8::1:1/112", "did you mean 2001:db8::1:0/112?"),
    ])
    func saysWhichNetworkWasMeant(text: String, hint: String) {
        let problem = #expect(throws: ScalarProblem.self) { try NetworkSyntax.parse(text) }
        #expect(problem?.hint == hint)
    }

    @Test func saysThatPrefixLengthsDoNotFit() {
        for text in ["10.0.0.0/33", "10.0.0.0/", "10.0.0.0/x", "10.0.0.0/8/8", "10.0.0.0/-1"] {
            let problem = #expect(throws: ScalarProblem.self) { try NetworkSyntax.parse(text) }
            #expect(problem?.offset == 9)
        }
    }
}
