public import WeirCore

/// One event loop's counters. Not to be shared between threads.
public final class MetricShard {
    private var names: NamesByGeneration<MetricNames>
    private var requests = SeriesTable(cells: MetricFamily.requests.cells)
    private var active = SeriesTable(cells: MetricFamily.active.cells)
    private var durations = SeriesTable(cells: MetricFamily.duration.cells)
    private var firstBytes = SeriesTable(cells: MetricFamily.firstByte.cells)
    private var affinity = SeriesTable(cells: MetricFamily.affinity.cells)
    private var split = SeriesTable(cells: MetricFamily.split.cells)
    private var attempts = SeriesTable(cells: MetricFamily.attempts.cells)
    private var handshakes = SeriesTable(cells: MetricFamily.handshakes.cells)
    private var connections = SeriesTable(cells: MetricFamily.connections.cells)
    private var abuse = SeriesTable(cells: MetricFamily.abuse.cells)

    init(names: MetricNames) {
        self.names = NamesByGeneration(names)
    }

    /// Names of a newer configuration. Those of earlier ones stay for the exchanges that still run under them.
    public func adopt(_ names: MetricNames) {
        self.names.adopt(names)
    }

    /// A client connection was accepted on a listener (index into the current configuration).
    public func connectionOpened(listener: Int) {
        connections.add(to: listenerKey(listener))
    }

    /// A client connection is gone; once for every `connectionOpened`.
    public func connectionClosed(listener: Int) {
        connections.add(0 &- 1, to: listenerKey(listener))
    }

    /// A request begins to be served; nil: on the admin listener. Every one ends by `record`.
    public func requestStarted(listener: Int?) {
        active.add(to: listenerKey(listener))
    }

    /// Counts an exchange that has ended; once for every `requestStarted`, also for one that was refused.
    public func record(_ record: borrowing ExchangeRecord) {
        let known = names.of(record.generation)
        let listener = known?.listener(record.listener) ?? 0
        let plan = record.plan
        let route = known?.route(plan.route) ?? 0
        let arm = known?.route(plan.route, arm: plan.arm) ?? 0
        let upstream = known?.server(upstream: plan.upstream) ?? 0
        let server = known?.server(upstream: plan.upstream, server: record.server) ?? 0

        active.add(0 &- 1, to: SeriesKey(listener: listener).packed)
        let code = MetricWords.status(record.status)
        requests.add(to: SeriesKey(listener: listener, route: arm, server: server, detail: code).packed)
        let times = SeriesKey(route: route, server: upstream).packed
        Self.observe(record.elapsed(at: record.ended), times, in: &durations)
        if let fault = record.fault, fault.abuse == .ofRequest {
            abuse.add(to: SeriesKey(listener: listener, detail: MetricWords.attempt(fault)).packed)
        }
        if plan.arm != nil { split.add(to: SeriesKey(route: arm).packed) }
        guard plan.upstream != nil else { return }
        if record.firstByte != 0 {
            Self.observe(record.elapsed(at: record.firstByte), times, in: &firstBytes)
        }
        affinity.add(to: SeriesKey(server: upstream, detail: MetricWords.verdict(record.verdict)).packed)
        for attempt in record.attempts {
            let tried = known?.server(upstream: plan.upstream, server: attempt.server) ?? 0
            attempts.add(to: SeriesKey(server: tried, detail: MetricWords.attempt(attempt.fault)).packed)
        }
    }

    /// A handshake ended. `tls` is known only for those that succeeded.
    public func tlsHandshake(listener: Int, _ result: HandshakeResult, _ tls: TLSRecord?) {
        let detail = MetricWords.handshake(result, tls)
        handshakes.add(to: SeriesKey(listener: names.current.listener(listener), detail: detail).packed)
    }

    /// A connection was ended, or cut short, for what its client did, and no request's record says so.
    public func abuse(listener: Int?, _ kind: FaultKind) {
        let detail = MetricWords.attempt(kind)
        abuse.add(to: SeriesKey(listener: names.current.listener(listener), detail: detail).packed)
    }

    /// What readers see, in the order of `MetricFamily`.
    var stores: [SeriesStore] {
        MetricFamily.allCases.map(store)
    }

    private func store(_ family: MetricFamily) -> SeriesStore {
        switch family {
        case .requests: requests.store
        case .active: active.store
        case .duration: durations.store
        case .firstByte: firstBytes.store
        case .affinity: affinity.store
        case .split: split.store
        case .attempts: attempts.store
        case .handshakes: handshakes.store
        case .connections: connections.store
        case .abuse: abuse.store
        }
    }

    private func listenerKey(_ index: Int?) -> UInt64 {
        SeriesKey(listener: names.current.listener(index)).packed
    }

    private static func observe(_ nanoseconds: Int64, _ key: UInt64, in table: inout SeriesTable) {
        let time = max(0, nanoseconds)
        table.add(to: key, cell: HistogramBounds.cell(nanoseconds: time))
        table.add(UInt64(time), to: key, cell: HistogramBounds.sumCell)
    }
}

/// How a TLS handshake ended. The raw value is the metric's label.
public enum HandshakeResult: String, Sendable, Equatable, CaseIterable {
    case ok
    /// Refused by either side.
    case failed
    case timeout
    /// The client went away.
    case closed
    /// What came was plain HTTP.
    case plainHTTP = "plain_http"
}
