/// Writes UTC times as RFC 3339 with microseconds, working out date and time of day once a second.
struct TimestampText: ~Copyable {
    /// Seconds since 1970 that `prefix` stands for.
    private var second = Int64.min
    /// `2026-11-22T10:15:30.`
    private var prefix = TextBuffer(capacity: 20)

    /// Appends the time of microseconds since 1970; what lies outside the years 1970 to 9999 counts as their nearest
    /// end.
    mutating func append(wall: Int64, to bytes: inout TextBuffer) {
        let clamped = min(max(wall, 0), 253_402_300_799_999_999)
        if clamped / 1_000_000 != second { renew(clamped / 1_000_000) }
        prefix.withBytes { bytes.append($0) }
        bytes.append(decimal: UInt64(clamped % 1_000_000), digits: 6)
        bytes.append(UInt8(ascii: "Z"))
    }

    private mutating func renew(_ newSecond: Int64) {
        second = newSecond
        prefix.removeAll()
        appendDate(day: UInt64(newSecond / 86400))
        let time = UInt64(newSecond % 86400)
        prefix.append(UInt8(ascii: "T"))
        prefix.append(decimal: time / 3600, digits: 2)
        prefix.append(UInt8(ascii: ":"))
        prefix.append(decimal: time / 60 % 60, digits: 2)
        prefix.append(UInt8(ascii: ":"))
        prefix.append(decimal: time % 60, digits: 2)
        prefix.append(UInt8(ascii: "."))
    }

    /// The Gregorian date of a day since 1970. Years are counted from March on, so that a leap day is the last of one;
    /// 146,097 days make 400 years.
    private mutating func appendDate(day: UInt64) {
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        prefix.append(decimal: era * 400 + yearOfEra + (month <= 2 ? 1 : 0), digits: 4)
        prefix.append(UInt8(ascii: "-"))
        prefix.append(decimal: month, digits: 2)
        prefix.append(UInt8(ascii: "-"))
        prefix.append(decimal: dayOfYear - (153 * monthFromMarch + 2) / 5 + 1, digits: 2)
    }
}
