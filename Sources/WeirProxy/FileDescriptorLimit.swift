import Glibc
import Logging
import WeirModel

/// The number of files and sockets that the process may have open.
public enum FileDescriptorLimit {
    /// Raises the soft limit to the hard one, and says so where that is not enough for so many clients, each with a
    /// connection to a server.
    static func raiseFor(connections: Int, logger: Logger) {
        let limit = raise()
        guard limit < 2 * connections else { return }
        logger.warning(
            "fewer file descriptors than two for each of limits.connections",
            metadata: ["descriptors": "\(limit)", "connections": "\(connections)"])
    }

    /// Raises the soft limit, and refuses where even the hard one does not hold what starting alone takes: event loops
    /// that cannot be made would end the process without a word that helps.
    public static func require(for plan: ServerPlan) throws(StartError) {
        let limit = raise()
        let loops = plan.workerCount + 1
        let least = spare + loops * descriptorsOfLoop + plan.workerCount * plan.configuration.listeners.count
        guard limit < least else { return }
        throw StartError(
            "too few file descriptors: at most \(limit), and starting alone takes \(least)",
            hint: "raise the limit: ulimit -n 65536")
    }

    /// Selector, wake-up and timer.
    private static let descriptorsOfLoop = 3
    /// Standard streams, log, admin listener, and a few connections.
    private static let spare = 32

    /// Raises the soft limit to the hard one.
    /// - Returns: the limit now in force.
    @discardableResult
    public static func raise() -> Int {
        var limit = rlimit()
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard getrlimit(resource, &limit) == 0 else { return 0 }
        if limit.rlim_cur < limit.rlim_max {
            limit.rlim_cur = limit.rlim_max
            setrlimit(resource, &limit)
            getrlimit(resource, &limit)
        }
        return Int(clamping: limit.rlim_cur)
    }
}
