public import WeirModel

/// The names of one configuration, escaped once for the access log.
///
/// Indices in an `ExchangeRecord` mean positions in the configuration whose generation the record carries.
public final class LogNames: Sendable, ConfigurationNames {
    /// Of the configuration these names come from; compared with `ExchangeRecord.generation`.
    public let generation: UInt64
    let listeners: [[UInt8]]
    let routes: [RouteNames]
    let upstreams: [UpstreamNames]

    struct RouteNames {
        let name: [UInt8]
        /// Empty where the route does not split.
        let arms: [[UInt8]]
    }

    struct UpstreamNames {
        let name: [UInt8]
        let balance: [UInt8]
        let servers: [[UInt8]]
    }

    public init(_ configuration: Configuration, generation: UInt64) {
        self.generation = generation
        listeners = configuration.listeners.map { Self.escape($0.name) }
        routes = configuration.routes.map { route in
            RouteNames(name: Self.escape(route.name), arms: route.armNames.map(Self.escape))
        }
        upstreams = configuration.upstreams.map { upstream in
            UpstreamNames(
                name: Self.escape(upstream.name), balance: Self.escape(upstream.balance.rawValue),
                servers: upstream.servers.map { Self.escape($0.id) })
        }
    }

    private static func escape(_ name: String) -> [UInt8] {
        var text = TextBuffer()
        JSONText.append(name, to: &text)
        return text.array
    }
}

extension Route {
    /// Names of the split's arms in order; none where the route does not split.
    var armNames: [String] {
        switch action {
        case .split(let split): split.arms.map(\.name)
        case .upstream, .redirect: []
        }
    }
}
