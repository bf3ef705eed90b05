/// Sizes in bytes: `512`, `16KiB`, `8MiB`.
enum SizeSyntax {
    private static let units: [(name: String, bytes: Int64)] = [
        ("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10), ("", 1),
    ]

    /// A whole number of bytes, or of a unit.
    static func parse(_ text: String) throws(ScalarProblem) -> Int {
        guard let (number, name) = UnitSyntax.split(text) else {
            throw ScalarProblem("is not a size", hint: "write bytes, or a number with KiB, MiB or GiB")
        }
        guard let unit = units.first(where: { $0.name == name }) else {
            throw ScalarProblem("is not a size", hint: hint(for: name))
        }
        guard let bytes = UnitSyntax.product(number, unit.bytes) else { throw ScalarProblem("is too large a size") }
        return Int(bytes)
    }

    /// In the largest unit that gives a whole number.
    static func text(_ bytes: Int) -> String {
        guard let unit = units.first(where: { Int64(bytes) % $0.bytes == 0 && bytes != 0 }) else { return "\(bytes)" }
        return "\(Int64(bytes) / unit.bytes)\(unit.name)"
    }

    private static func hint(for unit: Substring) -> String {
        let name = unit.filter { $0 != " " }.lowercased()
        let first = name.first.map(String.init) ?? ""
        let meant = units.first { !first.isEmpty && $0.name.lowercased().hasPrefix(first) }
        guard let meant, ["b", "ib", ""].contains(name.dropFirst()) else { return "units are KiB, MiB, GiB and TiB" }
        return "did you mean \(meant.name)?"
    }
}
