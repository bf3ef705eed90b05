/// A set of byte values, as 256 bits.
public struct PatternByteSet: Sendable, Hashable {
    private var word0: UInt64 = 0
    private var word1: UInt64 = 0
    private var word2: UInt64 = 0
    private var word3: UInt64 = 0

    /// The empty set.
    public init() {}

    /// The set of these values.
    public init(_ range: ClosedRange<UInt8>) {
        insert(range)
    }

    /// The set of one value.
    public init(_ byte: UInt8) {
        insert(byte)
    }

    /// Whether the value is in the set.
    public func contains(_ byte: UInt8) -> Bool {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: return word0 & bit != 0
        case 1: return word1 & bit != 0
        case 2: return word2 & bit != 0
        default: return word3 & bit != 0
        }
    }

    /// Adds one value.
    public mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: word0 |= bit
        case 1: word1 |= bit
        case 2: word2 |= bit
        default: word3 |= bit
        }
    }

    /// Adds all of these values.
    public mutating func insert(_ range: ClosedRange<UInt8>) {
        for byte in range { insert(byte) }
    }

    /// Adds every value of the other set.
    public mutating func formUnion(_ other: PatternByteSet) {
        word0 |= other.word0
        word1 |= other.word1
        word2 |= other.word2
        word3 |= other.word3
    }

    /// Every value that this set does not have.
    public var inverted: PatternByteSet {
        var result = PatternByteSet()
        result.word0 = ~word0
        result.word1 = ~word1
        result.word2 = ~word2
        result.word3 = ~word3
        return result
    }

    /// With each ASCII letter also its other case.
    public var ignoringCase: PatternByteSet {
        var result = self
        for upper in UInt8(ascii: "A")...UInt8(ascii: "Z") {
            let lower = upper | 0x20
            if contains(upper) { result.insert(lower) }
            if contains(lower) { result.insert(upper) }
        }
        return result
    }

    /// Whether no value is in the set.
    public var isEmpty: Bool {
        word0 | word1 | word2 | word3 == 0
    }

    /// `\d`
    public static let digits = PatternByteSet(UInt8(ascii: "0")...UInt8(ascii: "9"))

    /// `\w`: letters, digits and `_`.
    public static let word: PatternByteSet = {
        var set = digits
        set.insert(UInt8(ascii: "a")...UInt8(ascii: "z"))
        set.insert(UInt8(ascii: "A")...UInt8(ascii: "Z"))
        set.insert(UInt8(ascii: "_"))
        return set
    }()

    /// `\s`: tab, newline, form feed, carriage return, space, as in RE2.
    public static let space: PatternByteSet = {
        var set = PatternByteSet(UInt8(ascii: " "))
        for byte: UInt8 in [9, 10, 12, 13] { set.insert(byte) }
        return set
    }()

    /// `.`
    public static let notNewline = PatternByteSet(10).inverted
}
