/// Appends JSON (RFC 8259) to bytes. Commas are its business, matching of brackets is the caller's.
public struct JSONWriter: ~Copyable {
    var text: TextBuffer
    /// Whether the next key or element needs a comma before it.
    private var follows = false

    public init() {
        text = TextBuffer()
    }

    /// A copy of what has been written.
    public var bytes: [UInt8] { text.array }

    /// Opens an object; members follow, each a key and its value.
    public mutating func beginObject() {
        open(UInt8(ascii: "{"))
    }

    /// Closes the object.
    public mutating func endObject() {
        close(UInt8(ascii: "}"))
    }

    /// Opens an array; values follow.
    public mutating func beginArray() {
        open(UInt8(ascii: "["))
    }

    /// Closes the array.
    public mutating func endArray() {
        close(UInt8(ascii: "]"))
    }

    /// A member's name, which needs no escaping; its value comes next.
    public mutating func key(_ name: StaticString) {
        separate()
        text.append(UInt8(ascii: "\""))
        text.append(name)
        endKey()
    }

    /// The same with a name made at run time, escaped. Labelled, lest literals prefer it.
    public mutating func key(text name: String) {
        separate()
        text.append(UInt8(ascii: "\""))
        JSONText.append(name, to: &text)
        endKey()
    }

    /// What exceeds `limit` bytes of UTF-8 is cut and marked by `…`.
    public mutating func string(_ value: String, limit: Int = .max) {
        string(value.utf8.span, limit: limit)
    }

    /// Text of any origin: ill-formed UTF-8 is repaired. What exceeds `limit` bytes of it is cut and marked by `…`.
    public mutating func string(_ value: ArraySlice<UInt8>, limit: Int = .max) {
        string(value.span, limit: limit)
    }

    /// The same, from a span.
    public mutating func string(_ value: Span<UInt8>, limit: Int = .max) {
        beginValue()
        text.append(UInt8(ascii: "\""))
        JSONText.append(value, limit: limit, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    /// A whole number.
    public mutating func number(_ value: Int) {
        number(Int64(value))
    }

    /// A whole number.
    public mutating func number(_ value: Int64) {
        beginValue()
        text.append(decimal: value)
    }

    /// A whole number.
    public mutating func number(_ value: UInt64) {
        beginValue()
        text.append(decimal: value)
    }

    /// `null` for what is not a number or not finite: JSON knows neither.
    public mutating func number(_ value: Double) {
        guard value.isFinite else { return null() }
        beginValue()
        text.append(text: value.description)
    }

    /// `true` or `false`.
    public mutating func bool(_ value: Bool) {
        beginValue()
        text.append(value ? "true" : "false")
    }

    /// The value that stands for none.
    public mutating func null() {
        beginValue()
        text.append("null")
    }

    /// Milliseconds with one to three decimals.
    public mutating func milliseconds(nanoseconds: Int64) {
        beginValue()
        text.append(milliseconds: nanoseconds)
    }

    /// A string that needs no escaping.
    mutating func string(escaped value: [UInt8]) {
        beginValue()
        text.append(UInt8(ascii: "\""))
        text.append(value)
        text.append(UInt8(ascii: "\""))
    }

    /// The same for a word of our own.
    mutating func word(_ word: StaticString) {
        beginValue()
        text.append(UInt8(ascii: "\""))
        text.append(word)
        text.append(UInt8(ascii: "\""))
    }

    /// A time as RFC 3339 text.
    mutating func time(wall: Int64, clock: inout TimestampText) {
        beginValue()
        text.append(UInt8(ascii: "\""))
        clock.append(wall: wall, to: &text)
        text.append(UInt8(ascii: "\""))
    }

    /// Begins anew on the next line.
    mutating func endLine() {
        text.append(UInt8(ascii: "\n"))
        follows = false
    }

    private mutating func open(_ bracket: UInt8) {
        separate()
        text.append(bracket)
        follows = false
    }

    private mutating func close(_ bracket: UInt8) {
        text.append(bracket)
        follows = true
    }

    private mutating func endKey() {
        text.append("\":")
        follows = false
    }

    private mutating func beginValue() {
        separate()
        follows = true
    }

    private mutating func separate() {
        if follows { text.append(UInt8(ascii: ",")) }
    }
}

extension JSONWriter {
    /// A key and its text.
    public mutating func member(_ name: StaticString, _ value: String) {
        key(name)
        string(value)
    }

    /// A key and its number.
    public mutating func member(_ name: StaticString, _ value: Int) {
        key(name)
        number(value)
    }

    /// A key and its truth value.
    public mutating func member(_ name: StaticString, _ value: Bool) {
        key(name)
        bool(value)
    }
}
