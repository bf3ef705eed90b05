/// Whole numbers, booleans and status ranges.
enum NumberSyntax {
    private static let yes: Set<String> = ["true", "on", "yes"]
    private static let no: Set<String> = ["false", "off", "no"]

    /// Decimal digits without leading zeros, with `-` before them where the range allows.
    static func integer(_ text: String, in range: ClosedRange<Int>) throws(ScalarProblem) -> Int {
        let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.allSatisfy({ $0.isASCII && $0.isNumber }), digits == "0" || digits.first != "0"
        else { throw ScalarProblem("is not a whole number") }
        guard let value = Int(text), range.contains(value) else {
            throw ScalarProblem("is not between \(range.lowerBound) and \(range.upperBound)")
        }
        return value
    }

    /// The words of YAML 1.1, in any case.
    static func boolean(_ text: String) throws(ScalarProblem) -> Bool {
        let word = text.lowercased()
        if yes.contains(word) { return true }
        if no.contains(word) { return false }
        throw ScalarProblem("is neither true nor false")
    }

    /// `200` or `200-399`.
    static func statusRange(_ text: String) throws(ScalarProblem) -> ClosedRange<Int> {
        let parts = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        var bounds: [Int] = []
        for part in parts {
            guard part.utf8.count == 3, part.utf8.allSatisfy({ (48...57).contains($0) }), let value = Int(part) else {
                throw ScalarProblem("is not a status", hint: "write 200 or \"200-399\"")
            }
            bounds.append(value)
        }
        let low = bounds[0]
        let high = bounds.count > 1 ? bounds[1] : low
        guard low >= 100, high <= 599, low <= high else {
            throw ScalarProblem("is no range of statuses", hint: "statuses go from 100 to 599, the lower first")
        }
        return low...high
    }
}
