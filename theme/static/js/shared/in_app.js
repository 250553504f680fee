// @ts-check
/** Which app shows the page: inside WeChat some links are dead, which only there costs a script. */

if (/\bMicroMessenger\b/i.test(navigator.userAgent)) import("./in_wechat.js");
