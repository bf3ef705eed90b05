/// Numbers with a unit behind them, such as `250ms` and `16KiB`.
enum UnitSyntax {
    /// The leading decimal digits as a number (nil when they exceed 64 bits), and what follows them.
    static func split(_ text: String) -> (number: Int64?, unit: Substring)? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard !digits.isEmpty else { return nil }
        return (Int64(digits), text[digits.endIndex...])
    }

    /// Nil on overflow.
    static func product(_ number: Int64?, _ factor: Int64) -> Int64? {
        guard let number else { return nil }
        let (value, overflow) = number.multipliedReportingOverflow(by: factor)
        return overflow ? nil : value
    }
}
