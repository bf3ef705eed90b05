/// An immutable hash table from (tag, bytes) to a number, looked up by bytes in place.
///
/// Its keys come from the configuration and are all there from the start, so no request can lengthen a probe: the
/// hash needs no secret. What is found is compared byte by byte.
struct ByteKeyTable: Sendable {
    struct Key: Hashable {
        var tag: UInt32
        var bytes: [UInt8]
    }

    private struct Slot: Sendable {
        var hash: UInt64 = 0
        var tag: UInt32 = 0
        var start: UInt32 = 0
        var count: UInt32 = 0
        /// Negative: the slot is free.
        var value: Int32 = -1
    }

    private var slots: [Slot]
    private var keyBytes: [UInt8] = []
    private let mask: Int
    private let readsBackward: Bool

    /// `readsBackward`: callers feed their hashes the last byte first.
    init(_ entries: [Key: Int], readsBackward: Bool = false) {
        var capacity = 8
        while capacity < entries.count * 2 { capacity *= 2 }
        slots = Array(repeating: Slot(), count: capacity)
        mask = capacity - 1
        self.readsBackward = readsBackward
        for (key, value) in entries { insert(key, value) }
    }

    /// The value of a key whose bytes went into `hash`. With `foldingCase` ASCII letters of `bytes` count as lower
    /// case.
    func find(_ tag: UInt32, _ hash: KeyHash, _ bytes: Span<UInt8>, foldingCase: Bool = false) -> Int? {
        let hash = hash.finished(tag)
        let slots = slots.span
        var index = Int(truncatingIfNeeded: hash) & mask
        while slots[index].value >= 0 {
            let slot = slots[index]
            if slot.hash == hash, slot.tag == tag, holds(slot, bytes, foldingCase) { return Int(slot.value) }
            index = (index &+ 1) & mask
        }
        return nil
    }

    private func holds(_ slot: Slot, _ bytes: Span<UInt8>, _ foldingCase: Bool) -> Bool {
        guard Int(slot.count) == bytes.count else { return false }
        let keys = keyBytes.span
        let start = Int(slot.start)
        for index in bytes.indices {
            let byte = foldingCase ? ASCII.lower(bytes[index]) : bytes[index]
            if keys[start &+ index] != byte { return false }
        }
        return true
    }

    private mutating func insert(_ key: Key, _ value: Int) {
        var hash = KeyHash()
        if readsBackward {
            for byte in key.bytes.reversed() { hash.add(byte) }
        } else {
            for byte in key.bytes { hash.add(byte) }
        }
        let finished = hash.finished(key.tag)
        var index = Int(truncatingIfNeeded: finished) & mask
        while slots[index].value >= 0 { index = (index + 1) & mask }
        slots[index] = Slot(
            hash: finished, tag: key.tag, start: UInt32(keyBytes.count), count: UInt32(key.bytes.count),
            value: Int32(value))
        keyBytes += key.bytes
    }
}

/// A hash fed byte by byte, so that one pass gives the hash of every prefix (FNV-1a, its weak low bits mixed at the
/// end).
struct KeyHash {
    private var state: UInt64 = 0xcbf2_9ce4_8422_2325

    @inline(__always)
    mutating func add(_ byte: UInt8) {
        state = (state ^ UInt64(byte)) &* 0x0000_0100_0000_01b3
    }

    /// The hash of the bytes so far, under that tag.
    @inline(__always)
    func finished(_ tag: UInt32) -> UInt64 {
        var mixed = (state ^ UInt64(tag) &* 0x9e37_79b9_7f4a_7c15) &* 0xbf58_476d_1ce4_e5b9
        mixed ^= mixed >> 32
        return mixed
    }
}
