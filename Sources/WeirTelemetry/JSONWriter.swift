/// Appends JSON (RFC 8259) to bytes. Commas are its business, matching of brackets is the caller's.
public struct JSONWriter {
    /// What has been written.
    public var bytes: [UInt8]
    /// Whether the next key or element needs a comma before it.
    private var follows = false

    public init() {
        bytes = []
    }

    public mutating func beginObject() {
    }

    public mutating func endObject() {
    }

    public mutating func beginArray() {
    }

    public mutating func endArray() {
    }

    /// A member's name; its value comes next.
    public mutating func key(_ name: StaticString) {
    }

    /// The same with a name made at run time, escaped.
    public mutating func key(_ name: String) {
    }

    public mutating func string(_ text: String) {
    }

    /// Text of any origin: ill-formed UTF-8 is repaired. What exceeds `limit` bytes of it is cut and marked by `…`.
    public mutating func string(_ text: ArraySlice<UInt8>, limit: Int = .max) {
    }

    public mutating func number(_ value: some FixedWidthInteger) {
    }

    public mutating func bool(_ value: Bool) {
    }

    public mutating func null() {
    }

    /// Milliseconds with one to three decimals.
    public mutating func milliseconds(nanoseconds: Int64) {
    }
}
