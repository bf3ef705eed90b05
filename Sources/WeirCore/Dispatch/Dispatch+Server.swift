import WeirModel

/// Which server, where a client has one already.
extension Dispatch {
    /// The server that the cookie or the query names, if the client stays there. Sets the verdict; refuses where the
    /// server is down and `on_down` is `fail`. Nil, and not refused: the balancer chooses.
    static func keptServer(
        _ target: Target, _ request: borrowing RequestHead, _ visitor: inout Visitor, _ world: inout World,
        _ plan: inout Plan, _ now: Moment
    ) -> Int? {
        guard let affinity = target.affinity else {
            plan.verdict = .off
            return nil
        }
        let upstream = world.snapshot.upstreams[target.upstream]
        let named = visitor.server(of: upstream, request)
        visitor.note(server: named)
        guard let server = named ?? queriedServer(target, upstream, request) else {
            plan.verdict = visitor.verdict
            return nil
        }
        let pinned = world.views[target.upstream].pinned(server, now: now)
        plan.verdict = AffinityVerdict(pinned)
        switch pinned {
        case .valid, .kept: return server
        case .moved: return nil
        case .down:
            if affinity.onDown == .fail { plan.outcome = .refuse(.pinnedDown) }
            return nil
        }
    }

    /// The server whose id the query names, where the upstream's affinity has `query`.
    private static func queriedServer(
        _ target: Target, _ upstream: UpstreamState, _ request: borrowing RequestHead
    ) -> Int? {
        guard let name = target.queryName else { return nil }
        let bytes = request.block.bytes.span
        var scanner = QueryScanner(request.query)
        while let parameter = scanner.next(bytes) {
            if FormDecoding.equals(bytes.extracting(parameter.name.range), name) {
                return upstream.server(percentEncodedID: bytes.extracting(parameter.value.range))
            }
        }
        return nil
    }
}

extension AffinityVerdict {
    fileprivate init(_ pinned: PinnedVerdict) {
        self =
            switch pinned {
            case .valid: .valid
            case .kept: .kept
            case .moved: .moved
            case .down: .down
            }
    }
}
