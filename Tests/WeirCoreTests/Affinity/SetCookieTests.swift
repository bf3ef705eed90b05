import Testing
import WeirModel

@testable import WeirCore

@Suite struct SetCookieTests {
    @Test func aPlainCookieLastsForTheBrowsersSession() {
        #expect(Self.written(Affinity(mode: .plain)) == "SERVERID=v4lue; Path=/; HttpOnly; Secure; SameSite=Lax")
    }

    @Test func theDefaults() {
        #expect(Self.written(Affinity()) == "SERVERID=v4lue; Path=/; Max-Age=1800; HttpOnly; Secure; SameSite=Lax")
    }

    @Test func secureOnlyOverTLSUnlessSaidOtherwise() {
        #expect(
            Self.written(Affinity(), overTLS: false) == "SERVERID=v4lue; Path=/; Max-Age=1800; HttpOnly; SameSite=Lax")
        let always = Affinity(attributes: CookieAttributes(secure: .always))
        let never = Affinity(attributes: CookieAttributes(secure: .never))
        #expect(Self.written(always, overTLS: false).contains("; Secure"))
        #expect(!Self.written(never, overTLS: true).contains("Secure"))
    }

    @Test func everyAttributeAsSet() {
        let attributes = CookieAttributes(
            path: "/shop", domain: "example.com", httpOnly: false, secure: .always, sameSite: .none)
        let settings = Affinity(cookie: "pin", idle: .milliseconds(90_001), attributes: attributes)
        #expect(
            Self.written(settings) == "pin=v4lue; Path=/shop; Domain=example.com; Max-Age=91; Secure; SameSite=None")
    }

    @Test(arguments: [(SameSite.strict, "; SameSite=Strict"), (.lax, "; SameSite=Lax"), (.omit, "")])
    func sameSite(setting: SameSite, ending: String) {
        let written = Self.written(Affinity(attributes: CookieAttributes(secure: .never, sameSite: setting)))
        #expect(written == "SERVERID=v4lue; Path=/; Max-Age=1800; HttpOnly" + ending)
    }

    @Test func nothingInASettingCanEndTheField() {
        let attributes = CookieAttributes(path: "/a\r\nX: y;z", domain: "e;\u{0}x\u{7f}.com")
        let written = Self.written(Affinity(attributes: attributes))
        #expect(written.hasPrefix("SERVERID=v4lue; Path=/aX: yz; Domain=ex.com; Max-Age"))
    }

    @Test func itAppends() {
        var bytes = Array("before ".utf8)
        SetCookie.write(value: Array("x".utf8)[...], settings: Affinity(), overTLS: false, into: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self).hasPrefix("before SERVERID=x; "))
    }

    private static func written(_ settings: Affinity, overTLS: Bool = true) -> String {
        var bytes: [UInt8] = []
        SetCookie.write(value: Array("v4lue".utf8)[...], settings: settings, overTLS: overTLS, into: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
