public import WeirCore

/// The fields that `Connection` declares to be about the connection, besides those that always are (RFC 9110 §7.6.1).
struct NominatedFields {
    private let connection: Int?

    init(_ block: FieldBlock) {
        let bytes = block.bytes.span
        var index = block.first(.connection)
        while let found = index {
            if Self.namesField(bytes, block.fields[found].value) { break }
            index = block.first(.connection, from: found + 1)
        }
        connection = index
    }

    /// True in nearly every message.
    var isEmpty: Bool { connection == nil }

    /// False for what a trusted proxy said about the client: it would be lost, not replaced. False for `Upgrade` too,
    /// which is named wherever it counts and passes by rules of its own.
    func contains(_ field: Field, in block: FieldBlock) -> Bool {
        if field.known == .upgrade || Self.speaksOfClient(field.known) { return false }
        return names(block.bytes.span.extracting(field.name.range), in: block)
    }

    /// Whether an option of the head's `Connection` is that name.
    fileprivate func names(_ name: Span<UInt8>, in block: FieldBlock) -> Bool {
        let bytes = block.bytes.span
        var index = connection
        while let found = index {
            var list = FieldList(block.fields[found].value)
            while let option = list.next(bytes) {
                if Bytes.equalIgnoringCase(bytes, option, name) { return true }
            }
            index = block.first(.connection, from: found + 1)
        }
        return false
    }

    private static func speaksOfClient(_ field: KnownField) -> Bool {
        field == .xForwardedHost || field == .xForwardedPort || field == .xForwardedProto || field == .forwarded
    }

    /// Whether any option is other than the usual ones, which name nothing that would pass.
    private static func namesField(_ bytes: Span<UInt8>, _ value: ByteRange) -> Bool {
        var list = FieldList(value)
        while let option = list.next(bytes) {
            let isUsual =
                Bytes.equalIgnoringCase(bytes, option, "keep-alive") || Bytes.equalIgnoringCase(bytes, option, "close")
                || Bytes.equalIgnoringCase(bytes, option, "upgrade") || Bytes.equalIgnoringCase(bytes, option, "te")
            if !isUsual { return true }
        }
        return false
    }
}

extension FieldBlock {
    /// Takes out of a trailer section what `Connection` in the message's head names (RFC 9110 §7.6.1).
    public mutating func removeFields(nominatedBy head: FieldBlock) {
        if fields.isEmpty { return }
        let nominated = NominatedFields(head)
        if nominated.isEmpty { return }
        let bytes = bytes
        fields.removeAll { nominated.names(bytes.span.extracting($0.name.range), in: head) }
    }
}
