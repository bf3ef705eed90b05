extension Metrics {
    /// Requests that went to each arm of a route's split, in the order of the arms. Any thread.
    ///
    /// - Parameters:
    ///   - route: index into the configuration that `names` were made from.
    ///   - arms: how many arms the route's split has.
    public func splitCounts(route: Int, arms: Int, names: MetricNames) -> [UInt64] {
        let sums = sums(of: .split)
        return (0..<max(0, arms)).map { arm in
            sums[SeriesKey(route: names.route(route, arm: arm)).packed]?.first ?? 0
        }
    }
}
