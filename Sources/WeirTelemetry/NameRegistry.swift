/// Gives names places that stay theirs as long as the process runs, so that counters outlive a reload.
struct NameRegistry {
    private(set) var listeners = PlaceTable(bits: SeriesKey.listenerBits)
    private(set) var routes = PlaceTable(bits: SeriesKey.nameBits)
    private(set) var servers = PlaceTable(bits: SeriesKey.nameBits)

    mutating func listener(_ name: String) -> UInt32 {
        listeners.place(NamePair(first: name, second: ""))
    }

    mutating func route(_ name: String, arm: String) -> UInt32 {
        routes.place(NamePair(first: name, second: arm))
    }

    mutating func server(_ upstream: String, server: String) -> UInt32 {
        servers.place(NamePair(first: upstream, second: server))
    }
}

/// A name and the name of a part of it; both empty: none.
struct NamePair: Hashable {
    var first: String
    var second: String
}

/// Numbers for names in order of first sight; 0 stands for no name.
struct PlaceTable {
    private(set) var names = [NamePair(first: "", second: "")]
    private var places: [NamePair: UInt32] = [:]
    private let limit: Int

    init(bits: UInt64) {
        limit = 1 << Int(bits)
    }

    /// 0 when all places are taken.
    mutating func place(_ pair: NamePair) -> UInt32 {
        if let place = places[pair] { return place }
        guard names.count < limit else { return 0 }
        let place = UInt32(names.count)
        names.append(pair)
        places[pair] = place
        return place
    }
}
