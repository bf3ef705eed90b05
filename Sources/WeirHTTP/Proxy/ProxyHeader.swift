public import WeirModel

/// Whom a PROXY header says that a connection is for.
public enum ProxyHeader: Sendable, Equatable {
    /// `LOCAL`: the sender itself, for example to see whether we are alive.
    case local
    /// `UNKNOWN`, or the unspecified family: somebody whose address the sender cannot tell.
    case unknown
    /// A client of a unix socket; paths are not kept.
    case unix
    /// A client that connected from `source` to `destination`.
    case ip(source: ProxyEndpoint, destination: ProxyEndpoint)
}

/// One end of a connection that a PROXY header tells of.
public struct ProxyEndpoint: Sendable, Equatable {
    public var address: IPAddress
    public var port: UInt16

    public init(address: IPAddress, port: UInt16) {
        self.address = address
        self.port = port
    }
}
