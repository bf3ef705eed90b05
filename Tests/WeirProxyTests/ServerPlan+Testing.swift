import Logging
import WeirCore
import WeirModel

@testable import WeirProxy

extension ServerPlan {
    /// One plain listener, one server, one route, nothing logged.
    static let testing = ServerPlan(
        configuration: Configuration(
            listeners: [Listener(name: "http", address: .ip(IPAddress(v4: 0x7f00_0001), port: 0))],
            upstreams: [
                Upstream(
                    name: "web",
                    servers: [Server(id: "web-1", address: .ip(IPAddress(v4: 0x7f00_0001), port: 1))])
            ],
            routes: [Route(name: "all", action: .upstream(0))],
            log: Log(access: AccessLogSettings(to: .none)), workers: .count(1)),
        certificates: [nil], keys: AffinityKeyRing(keys: [AffinityKey(bytes: Array(repeating: 7, count: 16))]),
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, version: "test")
}
