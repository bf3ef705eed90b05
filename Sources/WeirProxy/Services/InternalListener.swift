public import WeirModel

/// An address on which the process itself answers.
struct InternalListener {
    var name: String
    var address: SocketEndpoint
    var service: any InternalService
}

/// A demo origin to be served by the process, and where.
public struct DemoOriginListener: Sendable {
    /// Shown in its answers.
    public var name: String
    public var address: SocketEndpoint

    public init(name: String, address: SocketEndpoint) {
        self.name = name
        self.address = address
    }
}

extension ServerPlan {
    /// The admin API and the demo origins, as configured.
    func internalListeners(runtime: Runtime) -> [InternalListener] {
        let admin = configuration.admin.map { admin in
            InternalListener(
                name: "admin", address: admin.address,
                service: AdminService(
                    runtime: runtime, plan: self, token: admin.token.map { Array($0.utf8) }))
        }
        let origins = origins.map {
            InternalListener(name: "origin \($0.name)", address: $0.address, service: DemoOrigin(name: $0.name))
        }
        return [admin].compactMap { $0 } + origins
    }
}
