/// Bytes of text that grow at the end. Emptying keeps the memory.
///
/// An array would do, but for every append it asks whether it is alone and whether the memory is its own: half the time
/// of a log line.
struct TextBuffer: ~Copyable {
    // Owned; `count` bytes of `capacity` are initialised.
    private var storage: UnsafeMutablePointer<UInt8>
    private var capacity: Int
    private(set) var count = 0

    init(capacity: Int = 256) {
        self.capacity = max(1, capacity)
        storage = .allocate(capacity: self.capacity)
    }

    deinit {
        storage.deallocate()
    }

    /// A copy.
    var array: [UInt8] {
        [UInt8](UnsafeBufferPointer(start: storage, count: count))
    }

    /// The bytes, for the duration of `body`.
    func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        body(UnsafeRawBufferPointer(start: storage, count: count))
    }

    mutating func removeAll() {
        count = 0
    }

    @inline(__always)
    mutating func append(_ byte: UInt8) {
        if count == capacity { grow(1) }
        storage[count] = byte
        count += 1
    }

    /// Text known at compile time.
    @inline(__always)
    mutating func append(_ text: StaticString) {
        append(UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    @inline(__always)
    mutating func append(_ bytes: [UInt8]) {
        bytes.withUnsafeBufferPointer { append($0) }
    }

    /// Part of a span.
    @inline(__always)
    mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        bytes.extracting(range).withUnsafeBufferPointer { append($0) }
    }

    mutating func append(_ bytes: UnsafeRawBufferPointer) {
        append(bytes.assumingMemoryBound(to: UInt8.self))
    }

    @inline(__always)
    private mutating func append(_ bytes: UnsafeBufferPointer<UInt8>) {
        guard let start = bytes.baseAddress else { return }
        if capacity - count < bytes.count { grow(bytes.count) }
        (storage + count).update(from: start, count: bytes.count)
        count += bytes.count
    }

    /// Makes room for so many more bytes, and at least doubles.
    @inline(never)
    private mutating func grow(_ more: Int) {
        capacity = max(2 * capacity, count + more)
        let larger = UnsafeMutablePointer<UInt8>.allocate(capacity: capacity)
        larger.update(from: storage, count: count)
        storage.deallocate()
        storage = larger
    }
}

extension TextBuffer {
    /// A number in decimal, with leading zeros if it has fewer than `digits` (at most 20) digits.
    mutating func append(decimal value: UInt64, digits: Int = 1) {
        var width = 1
        var bound: UInt64 = 10
        while width < 20, value >= bound {
            width += 1
            bound = bound &* 10
        }
        width = max(width, digits)
        if capacity - count < width { grow(width) }
        var rest = value
        var index = count + width
        while index > count {
            index -= 1
            storage[index] = 0x30 | UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        count += width
    }

    /// A number in decimal, with `-` before a negative one.
    mutating func append(decimal value: Int64) {
        if value < 0 { append(UInt8(ascii: "-")) }
        append(decimal: value.magnitude)
    }

    /// Nanoseconds as milliseconds with one to three decimals; below zero counts as zero.
    mutating func append(milliseconds nanoseconds: Int64) {
        let microseconds = UInt64(max(0, nanoseconds)) / 1000
        append(decimal: microseconds / 1000)
        append(UInt8(ascii: "."))
        let fraction = microseconds % 1000
        if fraction % 100 == 0 {
            append(decimal: fraction / 100)
        } else if fraction % 10 == 0 {
            append(decimal: fraction / 10, digits: 2)
        } else {
            append(decimal: fraction, digits: 3)
        }
    }

    /// Text from the configuration, or words of ours, as they are.
    mutating func append(text: String) {
        let bytes = text.utf8.span
        append(bytes, 0..<bytes.count)
    }
}
