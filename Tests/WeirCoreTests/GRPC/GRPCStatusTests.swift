import Testing
import WeirCore

@Suite struct GRPCStatusTests {
    @Test(arguments: [
        (FaultKind.noRoute, GRPCStatus.unimplemented), (.unsupportedProtocol, .unimplemented),
        (.noServer, .unavailable), (.pinnedDown, .unavailable), (.serverBusy, .unavailable),
        (.connectRefused, .unavailable), (.connectTimeout, .unavailable), (.connectFailed, .unavailable),
        (.upstreamReset, .unavailable), (.draining, .unavailable), (.noWeight, .unavailable),
        (.responseTimeout, .deadlineExceeded), (.bodyTimeout, .deadlineExceeded), (.headTimeout, .deadlineExceeded),
        (.bodyTooLarge, .resourceExhausted), (.headerTooLarge, .resourceExhausted), (.requestFlood, .resourceExhausted),
        (.pingFlood, .resourceExhausted), (.badRequest, .internalError), (.badResponse, .internalError),
        (.internalError, .internalError), (.clientReset, .cancelled),
    ])
    func ofFaults(kind: FaultKind, status: GRPCStatus) {
        #expect(Fault(kind).grpcStatus == status)
    }

    /// What a client may send again at once is safe to.
    @Test(arguments: FaultKind.allCases) func everySafeRetryIsInvited(kind: FaultKind) {
        if Fault(kind).retry == .safe { #expect(Fault(kind).grpcStatus == .unavailable) }
    }

    @Test func theNumbersAreThoseOfGRPC() {
        #expect(GRPCStatus.allCases.map(\.rawValue) == [1, 4, 8, 12, 13, 14])
    }
}
