/// What a route asks of a request, in the order in which it is looked at. The raw value is the configuration's key.
public enum RouteCondition: String, Sendable, Equatable, CaseIterable {
    case hosts, paths, methods, headers, query, cookies, clients
}
