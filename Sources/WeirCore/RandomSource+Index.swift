extension RandomSource {
    /// Uniform in `0..<bound`; 0 if `bound` is not positive. The bias is below `bound` / 2^64.
    mutating func index(below bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(truncatingIfNeeded: next().multipliedFullWidth(by: UInt64(bound)).high)
    }
}
