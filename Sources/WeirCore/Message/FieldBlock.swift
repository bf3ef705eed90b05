/// The bytes of a message head and where its fields are in them.
///
/// Whoever parses (HTTP/1 decoder, HTTP/2 session) copies the head here once; everything after works on ranges.
/// Arrays keep their capacity from one message to the next.
public struct FieldBlock: Sendable, Equatable {
    /// The head as received, and after it anything derived from it (a normalised path, say).
    public var bytes: [UInt8]
    /// In order of arrival.
    public var fields: [Field]

    public init() {
        bytes = []
        fields = []
    }

    /// Empties the block, keeping capacity.
    @inlinable
    public mutating func removeAll() {
        // Emptying an empty array would cost as much.
        if !bytes.isEmpty { bytes.removeAll(keepingCapacity: true) }
        if !fields.isEmpty { fields.removeAll(keepingCapacity: true) }
    }

    /// Index of the first field of that kind at or after `start`.
    @inlinable
    public func first(_ known: KnownField, from start: Int = 0) -> Int? {
        var index = start
        while index < fields.count {
            if fields[index].known == known { return index }
            index += 1
        }
        return nil
    }

    /// Whether the bytes in `range` are `text`, ASCII letters compared without case. `text` must be lower case.
    public func equals(_ range: ByteRange, ignoringCase text: StaticString) -> Bool {
        guard range.count == text.utf8CodeUnitCount else { return false }
        let start = Int(range.lower)
        var index = 0
        while index < range.count {
            if ASCII.lower(bytes[start + index]) != text.utf8Start[index] { return false }
            index += 1
        }
        return true
    }

    /// The bytes of a range as text, ill-formed UTF-8 repaired. For messages and slow paths.
    public func string(_ range: ByteRange) -> String {
        String(decoding: bytes[range.range], as: UTF8.self)
    }
}

/// One field line: where its name and value are, and which name it is if Weir knows it.
public struct Field: Sendable, Equatable {
    public var name: ByteRange
    /// Without the white space around it.
    public var value: ByteRange
    public var known: KnownField

    @inlinable
    public init(name: ByteRange, value: ByteRange, known: KnownField) {
        self.name = name
        self.value = value
        self.known = known
    }
}

/// Byte classes of ASCII that several parsers share.
public enum ASCII {
    /// Lower case of an ASCII letter, any other byte unchanged.
    @inlinable
    public static func lower(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }
}
