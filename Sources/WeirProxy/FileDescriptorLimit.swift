import Glibc
import Logging

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
