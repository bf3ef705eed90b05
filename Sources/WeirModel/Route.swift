/// Which requests, and where they go.
public struct Route: Sendable, Equatable {
    /// Unique.
    public var name: String
    public var conditions: RouteConditions
    public var action: RouteAction
    /// `affinity: off`: cookies neither decide nor are set here.
    public var affinity: Bool

    public init(
        name: String, conditions: RouteConditions = RouteConditions(), action: RouteAction, affinity: Bool = true
    ) {
        self.name = name
        self.conditions = conditions
        self.action = action
        self.affinity = affinity
    }
}

/// All lists that are not empty must hold; within one list any entry may.
public struct RouteConditions: Sendable, Equatable {
    public var hosts: [HostPattern]
    public var paths: [PathPattern]
    /// Upper or lower case as written: methods are case-sensitive (RFC 9110 §9.1).
    public var methods: [String]
    public var headers: [FieldCondition]
    public var query: [FieldCondition]
    public var cookies: [FieldCondition]
    public var clients: [Network]

    public init(
        hosts: [HostPattern] = [], paths: [PathPattern] = [], methods: [String] = [], headers: [FieldCondition] = [],
        query: [FieldCondition] = [], cookies: [FieldCondition] = [], clients: [Network] = []
    ) {
        self.hosts = hosts
        self.paths = paths
        self.methods = methods
        self.headers = headers
        self.query = query
        self.cookies = cookies
        self.clients = clients
    }
}

/// Which hosts fit.
public enum HostPattern: Sendable, Equatable, Hashable {
    /// Lower case, no port.
    case exact(String)
    /// `*.example.com`, held as `example.com` in lower case: any number of labels before it, at least one.
    case wildcard(String)
}

/// Which paths fit; normalised paths are compared.
public enum PathPattern: Sendable, Equatable, Hashable {
    case exact(String)
    /// Of whole bytes, not of segments: `/cart` matches `/cart`, `/cart/1` and `/cartoon`, as in HAProxy and nginx.
    case prefix(String)
    case regex(Pattern)
}

/// One condition on a header field, query parameter or cookie.
public struct FieldCondition: Sendable, Equatable, Hashable {
    /// Header names in lower case; query parameter and cookie names as written.
    public var name: String
    public var test: FieldTest

    public init(name: String, test: FieldTest) {
        self.name = name
        self.test = test
    }
}

/// Where a name appears more than once, one value that fits is enough.
public enum FieldTest: Sendable, Equatable, Hashable {
    case exact(String)
    case prefix(String)
    case suffix(String)
    case contains(String)
    case regex(Pattern)
    case present
    case absent
}

/// What is done with a request that matches.
public enum RouteAction: Sendable, Equatable {
    /// Index into `Configuration.upstreams`.
    case upstream(Int)
    case split(SplitSettings)
    case redirect(Redirect)
}

/// An answer with `Location`.
public struct Redirect: Sendable, Equatable {
    /// An absolute URI, or a path starting with `/`.
    public var to: String
    /// 301, 302, 303, 307 or 308.
    public var status: Int
    /// Append the request's path and query to `to` (whose own trailing slash is then dropped).
    public var keepPath: Bool

    public init(to: String, status: Int = 302, keepPath: Bool = false) {
        self.to = to
        self.status = status
        self.keepPath = keepPath
    }
}
