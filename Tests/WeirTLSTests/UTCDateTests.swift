import Testing

@testable import WeirTLS

@Suite("UTCDate")
struct UTCDateTests {
    @Test(
        "dates in the calendar that certificates use",
        arguments: [
            (0, "1970-01-01 00:00:00 UTC"), (-1, "1969-12-31 23:59:59 UTC"), (951_782_400, "2000-02-29 00:00:00 UTC"),
            (1_795_342_530, "2026-11-22 10:15:30 UTC"), (4_107_542_400, "2100-03-01 00:00:00 UTC"),
            (253_402_300_799, "9999-12-31 23:59:59 UTC"), (.max, "9999-12-31 23:59:59 UTC"),
            (.min, "0001-01-01 00:00:00 UTC"),
        ] as [(Int64, String)]
    )
    func dates(seconds: Int64, expected: String) {
        #expect(UTCDate.text(seconds) == expected)
    }
}
