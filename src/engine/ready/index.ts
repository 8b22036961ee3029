export { endpointOf, urlOf, type Endpoint } from './endpoint';
export { HttpFailure, requestHttp, type HttpAnswer } from './http-request';
export { hasConditions, NotReadyInTime, waitUntilReady } from './wait-until-ready';
