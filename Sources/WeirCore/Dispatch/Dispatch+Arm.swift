import WeirModel

/// Which arm of a split.
extension Dispatch {
    /// Forced, kept or drawn, and drawn again if none of its servers can serve. Nil: refused, there is no weight at
    /// all.
    static func chooseArm(
        _ split: Split, _ request: borrowing RequestHead, _ client: IPAddress, _ visitor: inout Visitor,
        _ world: inout World, _ plan: inout Plan, _ now: Moment
    ) -> Int? {
        if let forced = split.forcedArm(request, client: client) {
            plan.arm = forced
            plan.armReason = .forced
            return forced
        }
        let (lot, reason) = split.lot(request, client: client, clientKey: visitor.clientKey)
        plan.armReason = reason
        let kept = reason == .session ? split.arm(identity: visitor.keptArm) : nil
        guard let drawn = kept ?? split.draw(lot, without: ServerSet(), random: &world.random) else {
            plan.outcome = .refuse(.noWeight)
            return nil
        }
        let arm = servingArm(split, drawn, lot, request, visitor, &world, now)
        if arm != drawn { plan.armReason = .fallback }
        if reason == .session { visitor.keep(arm: split.arms[arm].identity) }
        plan.arm = arm
        return arm
    }

    /// The drawn arm if one of its servers can serve, else the next draw's, and so on; the drawn arm again if none
    /// can.
    private static func servingArm(
        _ split: Split, _ drawn: Int, _ lot: Split.Lot, _ request: borrowing RequestHead, _ visitor: Visitor,
        _ world: inout World, _ now: Moment
    ) -> Int {
        var arm = drawn
        var out = ServerSet()
        while !canServe(split.arms[arm].target, request, visitor, &world, now) {
            out.insert(arm)
            guard split.settings.fallback == .otherArms,
                let next = split.draw(lot, without: out, random: &world.random)
            else { return drawn }
            arm = next
        }
        return arm
    }

    /// Whether the balancer would find a server there, or the client is kept on one that takes nobody new.
    private static func canServe(
        _ target: Target, _ request: borrowing RequestHead, _ visitor: Visitor, _ world: inout World, _ now: Moment
    ) -> Bool {
        if world.views[target.upstream].canServe() { return true }
        guard target.affinity != nil,
            let named = visitor.server(of: world.snapshot.upstreams[target.upstream], request)
        else { return false }
        switch world.views[target.upstream].pinned(named, now: now) {
        case .valid, .kept: return true
        case .moved, .down: return false
        }
    }
}
