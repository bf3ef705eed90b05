public import WeirCore

/// `X-Request-Id`.
public enum RequestID {
    private static let lengthLimit = 128

    /// The id that a trusted proxy sent: one field, 1 to 128 visible ASCII characters without comma. Nil: one must be
    /// made.
    public static func received(in fields: FieldBlock) -> ByteRange? {
        guard let index = fields.first(.xRequestID), fields.first(.xRequestID, from: index + 1) == nil else {
            return nil
        }
        let value = fields.fields[index].value
        guard !value.isEmpty, value.count <= lengthLimit else { return nil }
        for byte in fields.bytes[value.range] where byte <= 0x20 || byte >= 0x7f || byte == UInt8(ascii: ",") {
            return nil
        }
        return value
    }
}
