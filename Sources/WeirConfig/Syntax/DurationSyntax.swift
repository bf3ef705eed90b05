/// Durations: `250ms`, `10s`, `5m`, `1h`, `7d`.
enum DurationSyntax {
    private static let units: [(name: String, milliseconds: Int64)] = [
        ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1),
    ]

    /// A whole number and a unit.
    static func parse(_ text: String) throws(ScalarProblem) -> Duration {
        guard let (number, name) = UnitSyntax.split(text) else {
            throw ScalarProblem(
                "is not a duration", hint: "write a number and a unit, such as 250ms, 10s, 5m, 1h or 7d")
        }
        guard let unit = units.first(where: { $0.name == name }) else {
            throw ScalarProblem("is not a duration", hint: hint(for: String(name), number: number))
        }
        guard let milliseconds = UnitSyntax.product(number, unit.milliseconds) else {
            throw ScalarProblem("is too long a duration")
        }
        return .milliseconds(milliseconds)
    }

    /// In the largest unit that gives a whole number.
    static func text(_ duration: Duration) -> String {
        let (seconds, attoseconds) = duration.components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        guard !overflow else { return "\(seconds)s" }
        let milliseconds = whole &+ attoseconds / 1_000_000_000_000_000
        let unit = units.first { milliseconds % $0.milliseconds == 0 && milliseconds != 0 }
        guard let unit else { return milliseconds == 0 ? "0s" : "\(milliseconds)ms" }
        return "\(milliseconds / unit.milliseconds)\(unit.name)"
    }

    private static func hint(for unit: String, number: Int64?) -> String {
        let number = number.map(String.init) ?? "10"
        if unit.isEmpty { return "give the unit, such as \(number)s or \(number)ms" }
        if unit.hasPrefix(".") { return "write a whole number in a smaller unit, such as 1500ms" }
        return "units are ms, s, m, h and d"
    }
}
