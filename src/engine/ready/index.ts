export { endpointOf, urlOf, type Endpoint } from './endpoint';
export { HttpFailure, requestHttp, type HttpAnswer } from './http-request';
export { NotReadyInTime, waitUntilReady } from './wait-until-ready';
