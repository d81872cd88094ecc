@echo off
rem Takes out what install.cmd and the add-in have put on this machine: the add-in, its config, the
rem environment, log and cache. Exports, workbooks and settings beside them are the user's and stay.
rem Works without Python, which may be what is broken. ASCII for the reason given in install.cmd.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "quiet=%~1"
set "result=1"

:excel
tasklist /FI "IMAGENAME eq EXCEL.EXE" 2>nul | find /I "EXCEL.EXE" >nul
if errorlevel 1 goto remove
call :say close-excel
if /I "%quiet%"=="/quiet" goto end
pause
goto excel

:remove
del /f /q "%APPDATA%\Microsoft\Excel\XLSTART\xlcs.xlam" 2>nul
del /f /q "%USERPROFILE%\.xlcs\xlcs.conf" 2>nul
if exist "%USERPROFILE%\.xlcs" rmdir "%USERPROFILE%\.xlcs" 2>nul
if exist "%LOCALAPPDATA%\xlcs" rmdir /s /q "%LOCALAPPDATA%\xlcs"
if exist "%APPDATA%\Microsoft\Excel\XLSTART\xlcs.xlam" goto left
if exist "%USERPROFILE%\.xlcs\xlcs.conf" goto left
if exist "%LOCALAPPDATA%\xlcs" goto left
set "result=0"
call :say uninstalled
goto end

:left
call :say not-uninstalled

:end
if /I not "%quiet%"=="/quiet" pause
endlocal & exit /b %result%

:say
for /f "tokens=2 delims=:." %%p in ('chcp') do set "page=%%p"
chcp 65001 >nul
echo.
type "%here%messages\%1.txt"
chcp %page% >nul
exit /b 0
