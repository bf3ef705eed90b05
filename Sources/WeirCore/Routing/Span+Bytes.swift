/// Comparisons of bytes on the request path: no allocation, no copies.
extension Span where Element == UInt8 {
    func equals(_ other: [UInt8]) -> Bool {
        count == other.count && starts(with: other)
    }

    func starts(with prefix: [UInt8]) -> Bool {
        holds(prefix, at: 0)
    }

    func ends(with suffix: [UInt8]) -> Bool {
        count >= suffix.count && holds(suffix, at: count &- suffix.count)
    }

    func contains(_ part: [UInt8]) -> Bool {
        guard let first = part.first else { return true }
        guard count >= part.count else { return false }
        for start in 0...(count &- part.count) where self[start] == first {
            if holds(part, at: start) { return true }
        }
        return false
    }

    /// `other` in lower case.
    func equals(ignoringCase other: [UInt8]) -> Bool {
        guard count == other.count else { return false }
        let other = other.span
        for index in indices where ASCII.lower(self[index]) != other[index] {
            return false
        }
        return true
    }

    private func holds(_ part: [UInt8], at start: Int) -> Bool {
        guard count &- start >= part.count else { return false }
        let part = part.span
        for index in part.indices where self[start &+ index] != part[index] {
            return false
        }
        return true
    }
}
