public import WeirCore

/// `X-Request-Id`.
public enum RequestID {
    /// The id that a trusted proxy sent: one field, 1 to 128 visible ASCII characters without comma. Nil: one must be made.
    public static func received(in fields: FieldBlock) -> ByteRange? { nil }
}
