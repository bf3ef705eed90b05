import WeirModel

/// From a request's host to the groups of routes that its name can belong to.
///
/// A group is one distinct host pattern of the configuration; group 0 is that of the routes for any host.
struct HostIndex: Sendable {
    static let anyHost = 0

    private static let exactTag: UInt32 = 0
    private static let wildcardTag: UInt32 = 1

    private let table: ByteKeyTable
    private let hasWildcards: Bool
    private let isEmpty: Bool

    /// Numbers the patterns in the order given, from 1.
    init(_ patterns: [HostPattern]) {
        var entries: [ByteKeyTable.Key: Int] = [:]
        var hasWildcards = false
        for (index, pattern) in patterns.enumerated() {
            switch pattern {
            case .exact(let host):
                entries[ByteKeyTable.Key(tag: Self.exactTag, bytes: Self.canonical(host))] = index + 1
            case .wildcard(let domain):
                entries[ByteKeyTable.Key(tag: Self.wildcardTag, bytes: Self.canonical(domain))] = index + 1
                hasWildcards = true
            }
        }
        table = ByteKeyTable(entries, readsBackward: true)
        self.hasWildcards = hasWildcards
        isEmpty = patterns.isEmpty
    }

    /// Appends the groups of that host to `groups`, those for any host first. One pass, from the last byte to the
    /// first.
    func find(_ host: Span<UInt8>, into groups: inout [Int]) {
        groups.append(Self.anyHost)
        let end = Self.significantCount(host)
        if isEmpty || end == 0 { return }
        var hash = KeyHash()
        var index = end
        while index > 0 {
            index &-= 1
            let byte = ASCII.lower(host[index])
            if hasWildcards, byte == UInt8(ascii: "."), index > 0 {
                let domain = host.extracting((index &+ 1)..<end)
                if let group = table.find(Self.wildcardTag, hash, domain, foldingCase: true) { groups.append(group) }
            }
            hash.add(byte)
        }
        if let group = table.find(Self.exactTag, hash, host.extracting(0..<end), foldingCase: true) {
            groups.append(group)
        }
    }

    /// The bytes of a host that count: a single trailing dot does not.
    static func significantCount(_ host: Span<UInt8>) -> Int {
        guard host.count > 0, host[host.count - 1] == UInt8(ascii: ".") else { return host.count }
        return host.count - 1
    }

    /// A configured host as it is compared: lower case, without a trailing dot.
    static func canonical(_ host: String) -> [UInt8] {
        var bytes = host.utf8.map(ASCII.lower)
        if bytes.last == UInt8(ascii: ".") { bytes.removeLast() }
        return bytes
    }

    /// The pattern in the form that is compared, so that two spellings of one name are one group.
    static func canonical(_ pattern: HostPattern) -> HostPattern {
        switch pattern {
        case .exact(let host): .exact(String(decoding: canonical(host), as: UTF8.self))
        case .wildcard(let domain): .wildcard(String(decoding: canonical(domain), as: UTF8.self))
        }
    }
}
