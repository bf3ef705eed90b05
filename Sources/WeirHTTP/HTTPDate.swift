/// The preferred format of times in HTTP (RFC 9110 §5.6.7).
public enum HTTPDate {
    /// 29 bytes such as `Sun, 06 Nov 1994 08:49:37 GMT`, for seconds since 1970. Times beyond the years 0 to 9999 are
    /// taken as the nearest one within.
    public static func bytes(secondsSince1970: Int64) -> [UInt8] {
        let seconds = min(max(secondsSince1970, -62_167_219_200), 253_402_300_799)
        var days = seconds / 86_400
        var time = seconds % 86_400
        if time < 0 {
            days -= 1
            time += 86_400
        }
        let weekday = Int(((days + 4) % 7 + 7) % 7)
        let date = civil(days)
        var text: [UInt8] = []
        text.reserveCapacity(29)
        text += names("SunMonTueWedThuFriSat", weekday)
        text += ", ".utf8
        appendTwoDigits(date.day, to: &text)
        text += " ".utf8
        text += names("JanFebMarAprMayJunJulAugSepOctNovDec", date.month - 1)
        text += " ".utf8
        appendTwoDigits(date.year / 100, to: &text)
        appendTwoDigits(date.year % 100, to: &text)
        text += " ".utf8
        appendTwoDigits(Int(time / 3600), to: &text)
        text += ":".utf8
        appendTwoDigits(Int(time / 60 % 60), to: &text)
        text += ":".utf8
        appendTwoDigits(Int(time % 60), to: &text)
        text += " GMT".utf8
        return text
    }

    /// The day in the Gregorian calendar. Years are counted from March, so that the leap day is a year's last, within
    /// eras of 400 years, which all have the same number of days.
    private static func civil(_ daysSince1970: Int64) -> (year: Int, month: Int, day: Int) {
        let days = Int(daysSince1970) + 719_468
        let era = (days >= 0 ? days : days - 146_096) / 146_097
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted < 10 ? shifted + 3 : shifted - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        return (year, month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    private static func names(_ all: String, _ index: Int) -> [UInt8] {
        Array(all.utf8.dropFirst(3 * index).prefix(3))
    }

    private static func appendTwoDigits(_ number: Int, to text: inout [UInt8]) {
        text.append(UInt8(truncatingIfNeeded: 0x30 + number / 10 % 10))
        text.append(UInt8(truncatingIfNeeded: 0x30 + number % 10))
    }
}
