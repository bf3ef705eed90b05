/// What a `Pattern` says, as a tree. Its depth and the number of its nodes, repetitions written out, are bounded.
public indirect enum PatternExpression: Sendable, Hashable {
    /// Matches without taking a byte.
    case empty
    /// One byte out of a set.
    case byte(PatternByteSet)
    /// One after the other.
    case sequence([PatternExpression])
    /// Any one of them.
    case choice([PatternExpression])
    /// `atMost` nil: without end. `0 <= atLeast <= atMost`.
    case repeated(PatternExpression, atLeast: Int, atMost: Int?)
    /// `^`: only before the first byte.
    case start
    /// `$`: only after the last byte.
    case end
}
