/// Field names that some part of Weir acts on. All others are `other` and are only copied.
public enum KnownField: UInt8, Sendable, Equatable, CaseIterable {
    case other
    case accept
    case authorization
    case cacheControl
    case connection
    case contentLength
    case contentType
    case cookie
    case date
    case expect
    case expires
    case forwarded
    case host
    case http2Settings
    case keepAlive
    case location
    case maxForwards
    case proxyAuthenticate
    case proxyAuthorization
    case proxyConnection
    case server
    case setCookie
    case te
    case trailer
    case transferEncoding
    case upgrade
    case userAgent
    case via
    case xForwardedFor
    case xForwardedHost
    case xForwardedPort
    case xForwardedProto
    case xLoadBalancer
    case xRealIP
    case xRequestID
}
