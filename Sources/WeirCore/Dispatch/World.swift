public import WeirModel

/// What one event loop decides with: the snapshot, its own view of each upstream, and its own random numbers.
public struct World {
    public let snapshot: Snapshot
    /// In the configuration's order.
    var views: [UpstreamView]
    var random: RandomSource
    var scratch = RouteScratch()

    /// `seed` must differ from loop to loop and from start to start: client ids are drawn from it.
    public init(snapshot: Snapshot, seed: UInt64) {
        self.snapshot = snapshot
        views = snapshot.upstreams.map(UpstreamView.init)
        random = RandomSource(seed: seed)
    }

    /// The server for another attempt; nil when none is left.
    public mutating func nextServer(
        upstream: Int, client: IPAddress, excluding: ServerSet, now: Moment
    ) -> Int? {
        views[upstream].pick(client: client, excluding: excluding, random: &random, now: now)
    }

    mutating func match(_ request: borrowing RequestHead, client: IPAddress) -> Int? {
        snapshot.routes.match(request, client: client, scratch: &scratch)
    }

    mutating func read(
        _ cookie: AffinityCookie?, of request: borrowing RequestHead, memory: inout CookieMemory, now: Moment
    ) -> Visitor {
        Visitor.read(cookie, request, snapshot, memory: &memory, random: &random, now: now)
    }
}
