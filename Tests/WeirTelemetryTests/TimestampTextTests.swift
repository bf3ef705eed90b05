import Foundation
import Testing
import WeirCore

@testable import WeirTelemetry

@Suite struct TimestampTextTests {
    private func text(_ wall: Int64) -> String {
        var clock = TimestampText()
        var bytes = TextBuffer()
        clock.append(wall: wall, to: &bytes)
        return String(decoding: bytes.array, as: UTF8.self)
    }

    @Test func writesMicrosecondsInUTC() {
        #expect(text(0) == "1970-01-01T00:00:00.000000Z")
        #expect(text(1_795_342_530_123_456) == "2026-11-22T10:15:30.123456Z")
        #expect(text(951_782_399_999_999) == "2000-02-28T23:59:59.999999Z")
        #expect(text(951_782_400_000_000) == "2000-02-29T00:00:00.000000Z")
        #expect(text(4_107_542_400_000_000) == "2100-03-01T00:00:00.000000Z")
    }

    @Test func staysWithinFourDigitYears() {
        #expect(text(.min) == "1970-01-01T00:00:00.000000Z")
        #expect(text(.max) == "9999-12-31T23:59:59.999999Z")
    }

    @Test func agreesWithFoundationOnRandomTimes() {
        var random = RandomSource(seed: 4)
        var clock = TimestampText()
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(identifier: "UTC")
        formatter.dateFormat = "yyyy-MM-dd'T'HH:mm:ss"
        for _ in 0..<300 {
            let second = Int64.random(in: 0..<253_402_300_800, using: &random)
            var bytes = TextBuffer()
            clock.append(wall: second * 1_000_000 + 7, to: &bytes)
            let expected = formatter.string(from: Date(timeIntervalSince1970: TimeInterval(second)))
            #expect(String(decoding: bytes.array, as: UTF8.self) == expected + ".000007Z")
        }
    }

    @Test func theCachedSecondIsNotReusedForAnother() {
        var clock = TimestampText()
        var bytes = TextBuffer()
        for wall in [1_000_000, 1_999_999, 2_000_000, 1_000_001] as [Int64] { clock.append(wall: wall, to: &bytes) }
        #expect(
            String(decoding: bytes.array, as: UTF8.self) == "1970-01-01T00:00:01.000000Z1970-01-01T00:00:01.999999Z"
                + "1970-01-01T00:00:02.000000Z1970-01-01T00:00:01.000001Z")
    }
}
