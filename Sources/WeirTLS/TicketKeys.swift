/// The keys of stateless session tickets, one set a process, shared by all contexts.
public final class TicketKeys: Sendable {
    public init() throws(TLSFailure) {}
}
