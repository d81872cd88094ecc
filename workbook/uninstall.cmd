@echo off
rem Takes out what install.cmd and the add-in have put on this machine: the add-in, its config, the
rem program, log and cache, the entries in "Send to" and "Apps". Exports, workbooks and settings
rem beside them are the user's and stay. Works without Python, which may be what is broken.
rem "/quiet" waits for no key; "/allusers" takes out what install.cmd /allusers has put there.
rem ASCII and quoted as install.cmd, for the reasons given there.
setlocal EnableExtensions DisableDelayedExpansion
title xlcs
set "here=%~dp0"
set "quiet="
set "all="
set "view="
set "result=1"

set "programs=%ProgramFiles%"
if defined ProgramW6432 set "programs=%ProgramW6432%"

rem A copy of this file lies in what is taken out; that one goes on from a copy elsewhere.
if /I "%here%"=="%LOCALAPPDATA%\xlcs\scripts\" goto elsewhere
if /I "%here%"=="%programs%\xlcs\scripts\" goto elsewhere

:options
if "%~1"=="" goto ready
if /I "%~1"=="/quiet" set "quiet=yes"
if /I "%~1"=="/allusers" set "all=yes"
shift
goto options

:ready
set "home=%LOCALAPPDATA%\xlcs"
set "config=%USERPROFILE%\.xlcs"
set "entry=HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\xlcs"
if not defined all goto excel
set "home=%programs%\xlcs"
set "config=%ProgramData%\xlcs"
set "entry=HKLM\Software\Microsoft\Windows\CurrentVersion\Uninstall\xlcs"
set "view=/reg:64"

:excel
tasklist /FI "IMAGENAME eq EXCEL.EXE" 2>nul | "%SystemRoot%\System32\find.exe" "EXCEL.EXE" >nul
if errorlevel 1 goto remove
call :say exit-3
set "result=3"
if defined quiet goto end
pause
goto excel

:remove
set "result=1"
set "addin=%APPDATA%\Microsoft\Excel\XLSTART\xlcs.xlam"
set "shortcuts=%APPDATA%\Microsoft\Windows\SendTo"
if not defined all goto files
rem Where Office's own XLSTART is, the installation has written down.
set "addin="
if exist "%config%\addin.txt" set /p addin=<"%config%\addin.txt"
set "shortcuts=%ProgramData%\Microsoft\Windows\Start Menu\Programs"
:files
if defined addin if exist "%addin%" attrib -r "%addin%"
if defined addin if exist "%addin%" del /f /q "%addin%"
if defined addin if exist "%addin%" goto left
for %%f in (xlcs.conf addin.txt installed.json) do if exist "%config%\%%f" del /f /q "%config%\%%f"
if exist "%config%\xlcs.conf" goto left
if exist "%config%" rmdir "%config%" 2>nul
if exist "%shortcuts%\*(xlcs).lnk" del /f /q "%shortcuts%\*(xlcs).lnk"
reg delete "%entry%" /f %view% >nul 2>nul
if exist "%home%" rmdir /s /q "%home%"
if exist "%home%" goto left
set "result=0"
call :say uninstalled
goto end

:left
call :say not-uninstalled

:end
if not defined quiet pause
if /I "%here%"=="%TEMP%\xlcs-uninstall\" start "" /b cmd /c "ping -n 3 127.0.0.1 >nul & rmdir /s /q "%TEMP%\xlcs-uninstall"" & endlocal & exit /b %result%
endlocal & exit /b %result%

:elsewhere
if /I "%here%"=="%programs%\xlcs\scripts\" set "all=/allusers"
xcopy /e /i /q /y "%here%." "%TEMP%\xlcs-uninstall" >nul
cd /d "%TEMP%"
"%TEMP%\xlcs-uninstall\uninstall.cmd" %* %all%

:say
echo.
type "%here%messages\%1.txt"
exit /b 0
