/// Dates for people.
enum UTCDate {
    /// Such as `2026-11-22 10:15:30 UTC`, of seconds since 1970.
    ///
    /// The proleptic Gregorian calendar, counted in eras of 400 years that begin with March.
    static func text(_ seconds: Int64) -> String {
        // The years 1 to 9999; nothing that a certificate can hold lies outside.
        let bounded = min(max(seconds, -62_135_596_800), 253_402_300_799)
        let days = (bounded >= 0 ? bounded : bounded - 86_399) / 86_400
        let second = bounded - days * 86_400
        let shifted = days + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let marchMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * marchMonth + 2) / 5 + 1
        let month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        let date = "\(padded(year, 4))-\(padded(month, 2))-\(padded(day, 2))"
        return "\(date) \(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2)) UTC"
    }

    private static func padded(_ number: Int64, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
