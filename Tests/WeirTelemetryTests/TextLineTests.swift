import Testing
import WeirCore
import WeirModel

@testable import WeirTelemetry

@Suite struct TextLineTests {
    @Test func tellsTheSameFactsInOneLine() {
        let expected =
            #"2026-11-22T10:15:30.123456Z 198.51.100.7 "GET shop.example.com/cart?x=1" 200 12.4ms shop/canary(client) "#
            + "web-next/next-1 affinity=valid end=complete balance=least_connections bytes=0/5120 first_byte=11.9ms "
            + "attempts=next-1:0.0ms:reused:200 protocol=h2 tls=TLSv1.3:TLS_AES_128_GCM_SHA256:resumed "
            + "sni=shop.example.com listener=https generation=3 id=01JD"
        #expect(Samples.line(Samples.exchange(), head: Samples.head(), format: .text) == expected)
    }

    @Test func dashesStandForWhatIsNotThere() {
        let expected =
            #"1970-01-01T00:00:00.000000Z 2001:db8::1 "-" 400 0.35ms - - end=bad_request bytes=0/0 "#
            + "listener=http generation=3"
        #expect(Samples.line(Samples.refused(), format: .text) == expected)
    }

    @Test func aClientCannotLeaveItsQuotes() {
        let head = Samples.head(host: Array("h\" 200".utf8), path: Array("/\n\u{1b}[1m".utf8))
        let line = Samples.line(Samples.exchange(), head: head, format: .text)
        #expect(line.contains(#""GET h\" 200/\n\u001b[1m" 200"#))
    }
}
